import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { endProcess, kill } from '../evaluation/jail/launch.ts';
import { seccompFilter } from '../evaluation/jail/seccomp.ts';
import { descendantsOf, watch } from '../evaluation/native/watch.ts';
import { messageOf } from '../fault.ts';
import { withStreams } from '../with-streams.ts';
import type { Place } from './jail.ts';
import { Log } from './log.ts';

/** Most threads of an agent and its programs together, and most bytes of their memory. */
const limits = { processes: 1024, dataBytes: 8 * 2 ** 30, reserves: true, cpuSeconds: 0, fileBytes: 0 } as const;
/** Most MiB in its folder and home, and milliseconds between two looks at them. */
const [mostMegabytes, pause] = [1024, 2000];
/** Milliseconds after the end of an agent for its last output to arrive. */
const drainTime = 1000;

/** Why the engine ended an agent. */
const stops = {
  clock: 'its time was over',
  memory: 'it used too much memory',
  processes: 'it started too many processes',
  files: 'it wrote too many files',
} as const;

/** How an agent ended. */
export interface AgentEnd {
  /** Undefined where it ended by itself. */
  readonly stop: (typeof stops)[keyof typeof stops] | undefined;
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly log: Log;
}

/**
 * Runs an agent's command in its place, until it ends, its time is over or it uses too much, and ends all that it started.
 *
 * @throws the signal's reason, when it is aborted.
 */
export async function runAgent(
  command: string,
  place: Place,
  { input, milliseconds }: { readonly input: string; readonly milliseconds: number },
  signal: AbortSignal,
): Promise<AgentEnd> {
  signal.throwIfAborted();
  const log = new Log(place.secrets);
  const child = start(place, place.words(command));
  for (const stream of [child.stdout!, child.stderr!]) log.follow(stream);
  send(child.stdin!, input);
  let stop: AgentEnd['stop'];
  const end = (why: keyof typeof stops) => {
    stop ??= stops[why];
    endAll(child);
  };
  using cleanup = new DisposableStack();
  const abort = () => endAll(child);
  signal.addEventListener('abort', abort);
  cleanup.defer(() => signal.removeEventListener('abort', abort));
  const timer = setTimeout(() => end('clock'), milliseconds);
  cleanup.defer(() => clearTimeout(timer));
  cleanup.defer(watchAll(child, place, end));
  const exitCode = await exitOf(child, log);
  signal.throwIfAborted();
  return { stop, exitCode, log };
}

function start({ entrance, environment }: Place, [program, ...args]: readonly string[]): ChildProcess {
  const filter = seccompFilter(process.arch, 'repository');
  const stdio = ['pipe', 'pipe', 'pipe', 'ignore', 'pipe'] as const;
  const child = withStreams(
    spawn(program!, args, { cwd: entrance.cwd, env: { ...environment }, stdio: [...stdio], detached: true }),
  );
  send(child.stdio[4] as Writable, filter ?? Buffer.alloc(0));
  return child;
}

/** Whether it is read shows in how the program ends. */
function send(stream: Writable, content: string | Buffer): void {
  stream.on('error', () => {});
  stream.end(content);
}

/** Watches what the kernel does not limit; returns the function that ends it. */
function watchAll(child: ChildProcess, { folder }: Place, end: (why: keyof typeof stops) => void): () => void {
  if (child.pid === undefined) return () => {};
  const cell = { writable: false, folder, scratchMegabytes: mostMegabytes };
  const unwatch = watch(child.pid, { limits, cell, filter: 'repository' }, (why) => end(why as keyof typeof stops));
  let isCounting = false;
  const look = async () => {
    if (isCounting) return;
    isCounting = true;
    if ((await megabytesIn(folder)) > mostMegabytes) end('files');
    isCounting = false;
  };
  const timer = setInterval(look, pause);
  return () => {
    clearInterval(timer);
    unwatch();
  };
}

/** Counted by another process, since there may be very many files. What takes longer than ten pauses is too much. */
async function megabytesIn(folder: string): Promise<number> {
  const counted = await promisify(execFile)('du', ['-sm', folder], { timeout: 10 * pause }).catch((error) => error);
  if (counted.killed) return Number.POSITIVE_INFINITY;
  return Number.parseInt(counted.stdout ?? '', 10) || 0; // files that vanish while it counts are an error of du's
}

/** Ends a program and all that it has started, wherever that went. */
function endAll(child: ChildProcess): void {
  const below = child.pid === undefined ? [] : descendantsOf(child.pid);
  kill(child);
  for (const pid of below) endProcess(pid);
}

/** Waits for the end of a program and its last output, and ends what it left behind. */
async function exitOf(child: ChildProcess, log: Log): Promise<number | undefined> {
  // A process that has left the group may hold the pipes open without end.
  child.once('exit', () => {
    if (child.pid !== undefined) endProcess(-child.pid);
    setTimeout(() => [child.stdout, child.stderr].map((stream) => stream?.destroy()), drainTime).unref();
  });
  try {
    const [code] = await once(child, 'close');
    return code ?? undefined;
  } catch (error) {
    log.add(messageOf(error)); // it could not be started
    return 126;
  }
}
