import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import type { Cell, Entrance, Jail } from '../jail/jail.ts';
import type { FilterKind } from '../jail/seccomp.ts';
import { overseer, type ProcessLimits, type Report, readReport } from './overseer.ts';
import type { Stop } from './stop.ts';
import { type Watched, watch } from './watch.ts';

/** A program to start in a cell. */
export interface NativeProgram extends Confined {
  readonly cell: Cell;
}

/** A program to start where an entrance leads. */
export interface Confined {
  /** Where it may write. */
  readonly cell: Watched;
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly filter: FilterKind;
  readonly limits: ProcessLimits;
  /** The core on which it runs; undefined: any. */
  readonly core?: number | undefined;
  readonly instructions?: boolean;
  /** Most bytes on standard output, and on standard error. */
  readonly outputBytes: number;
  /** Longest wall time, in milliseconds: a backstop. */
  readonly wallMilliseconds: number;
}

/** How a program ended. */
export interface Ended {
  /** Absent where the engine ended it, or where its jail died. */
  readonly report: Report | undefined;
  readonly stop: Stop | undefined;
  readonly output: Uint8Array;
  /** Its standard error. */
  readonly complaint: string;
}

/** A program that waits in its jail. */
export interface Waiting {
  /** Begins, and resolves at its end. Rejects with the signal's reason when aborted. */
  go(signal?: AbortSignal): Promise<Ended>;
  /** Ends it at once. */
  end(): Promise<void>;
}

/** Starts the jail of a program, in which it waits for its turn: what that costs is spent before it is needed. */
export async function prepare(program: NativeProgram, jail: Required<Pick<Jail, 'enter'>>): Promise<Waiting> {
  return prepareIn(await jail.enter(program.cell), program);
}

/** The same where its jail is known. */
export function prepareIn(entrance: Entrance, program: Confined): Waiting {
  const child = launchIn(entrance, program);
  const closed = once(child, 'close').catch(() => {});
  child.once('exit', () => killGroup(child));
  const end = async () => {
    kill(child);
    await closed;
    await entrance.leave();
  };
  return {
    async go(signal) {
      try {
        await entrance.begin();
        return await follow(child, closed, program, signal);
      } finally {
        await end();
      }
    },
    end,
  };
}

function launchIn(entrance: Entrance, { words, environment, filter, limits, core, instructions = false }: Confined) {
  const { stdin, scratch, cwd, user } = entrance;
  const [command, ...args] = [
    ...entrance.words,
    ...overseer({ limits, filter, stdin, core, user, instructions, words }),
  ] as readonly string[] as [string, ...string[]];
  const env = { HOME: scratch, TMPDIR: scratch, ...environment };
  return spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], detached: true });
}

function kill(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) killGroup(child);
}

/** Its own process group, so that nothing of it stays where no jail ends it. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

async function follow(
  child: ChildProcess,
  closed: Promise<unknown>,
  { limits, filter, outputBytes, wallMilliseconds, cell }: Confined,
  signal: AbortSignal | undefined,
): Promise<Ended> {
  let stop: Stop | undefined;
  const end = (why: Stop) => {
    stop ??= why;
    kill(child);
  };
  const abort = () => kill(child);
  signal?.addEventListener('abort', abort);
  const engine = child.stdio[3] as Duplex;
  const parts = [child.stdout!, child.stderr!, engine].map((stream) =>
    collect(stream, outputBytes, () => end('output')),
  );
  const timer = setTimeout(() => end('clock'), wallMilliseconds);
  const unwatch = filter === 'alone' ? undefined : watch(child.pid!, { limits, cell, filter }, end);
  engine.write('.');
  try {
    signal?.throwIfAborted();
    await closed;
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', abort);
    clearTimeout(timer);
    unwatch?.();
  }
  const [output, complaint, line] = parts.map((part) => Buffer.concat(part)) as [Buffer, Buffer, Buffer];
  return { report: readReport(line.toString()), stop, output, complaint: complaint.toString() };
}

/** What a stream brings, up to a limit. */
function collect(stream: Readable, most: number, overflow: () => void): readonly Buffer[] {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on('data', (part: Buffer) => {
    size += part.length;
    if (size > most) overflow();
    else parts.push(part);
  });
  stream.on('error', () => {}); // its end is known by its exit
  return parts;
}
