import type { Options } from 'execa';
import { gitEnvironment } from '../record/git.ts';

/** Longest call, in milliseconds, and the largest file that one may write, in blocks of 512 bytes: 64 MiB. */
const [longest, mostBlocks] = [60_000, 131_072];

/** No hooks, helpers or submodules, and whatever comes is checked and stays one file. */
const settings = {
  ...{ 'core.hooksPath': '/dev/null', 'core.bigFileThreshold': '1m', 'core.symlinks': 'false' },
  ...{ 'fetch.unpackLimit': '1', 'fetch.recurseSubmodules': 'false', 'transfer.fsckObjects': 'true' },
  ...{
    'http.lowSpeedLimit': '1000',
    'http.lowSpeedTime': '20',
    'gc.auto': '0',
    'maintenance.auto': 'false',
    'push.recurseSubmodules': 'no',
  },
};

/** How a call of git ended. */
export interface Answered {
  readonly output: Buffer;
  /** It printed more than it might, and was ended for that. */
  readonly isCut: boolean;
  /** Its complaint in a line, where it failed. */
  readonly fault: string | undefined;
}

/**
 * Calls git for what others wrote: it asks nobody, speaks only the protocols that an address may have, and is ended when it
 * takes, writes or prints too much; `most` is the longest output, in bytes.
 */
export async function callGit(
  folder: string,
  words: readonly string[],
  { signal, most = 1 << 20 }: { readonly signal: AbortSignal; readonly most?: number },
): Promise<Answered> {
  const { execa } = await import('execa'); // loaded on demand: it takes 80 ms
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const line = ['-c', 'ulimit -f "$1" && shift && exec git "$@"', 'sh', String(mostBlocks), ...given, ...words];
  const running = execa('/bin/sh', line, { ...runOptions, cwd: folder, env: environment(), maxBuffer: most });
  const late = AbortSignal.timeout(longest);
  const kill = () => killGroup(running.pid);
  const ended = AbortSignal.any([signal, late]);
  if (ended.aborted) kill();
  ended.addEventListener('abort', kill);
  const { failed, isMaxBuffer, stdout, stderr } = await running;
  ended.removeEventListener('abort', kill);
  const why = late.aborted ? `it took longer than ${longest / 1000} s` : 'it was ended';
  return { output: Buffer.from(stdout), isCut: isMaxBuffer, fault: failed ? complaintOf(stderr) || why : undefined };
}

/** git has helpers, such as ssh, which outlive it while they wait for another machine. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {} // it has ended
}

const runOptions = {
  ...{ encoding: 'buffer', reject: false, extendEnv: false, stripFinalNewline: false },
  ...{ stdin: 'ignore', detached: true },
} as const satisfies Options;

/** Keys of ssh and the passwords of ~/.netrc serve; nobody is asked for others. */
function environment(): Record<string, string> {
  const kept = ['HOME', 'SSH_AUTH_SOCK'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...gitEnvironment(),
    ...Object.fromEntries(kept),
    ...{ GIT_ALLOW_PROTOCOL: 'file:ssh:https', GIT_LITERAL_PATHSPECS: '1', GIT_NO_LAZY_FETCH: '1' },
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15',
  };
}

/** What git calls fatal, or else its last line. */
function complaintOf(stderr: Uint8Array): string {
  const lines = Buffer.from(stderr).toString().trim().split('\n');
  const fatal = lines.find((line) => line.startsWith('fatal: '));
  return (fatal?.slice('fatal: '.length) ?? lines.at(-1) ?? '').slice(0, 300);
}
