import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { withStreams } from '../../with-streams.ts';
import type { Start } from './jail.ts';

/**
 * Starts a program in a session of its own, with a message channel and a pipe for its complaints, and nothing else of
 * ours. Its environment is empty but for the time zone.
 */
export function launch({ command, args, channels }: Start, cwd: string): ChildProcess {
  const options: SpawnOptions = {
    cwd,
    env: { TZ: 'UTC' },
    detached: process.platform !== 'win32', // where it would open a window
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...channels.map(() => 'pipe' as const)],
  };
  const child = withStreams(spawn(command, args, options));
  child.stderr!.setEncoding('utf8');
  for (const [index, bytes] of channels.entries()) {
    const channel = child.stdio[4 + index] as NodeJS.WritableStream | undefined;
    channel?.on('error', () => {}); // a program that did not start shows it by its exit
    channel?.end(bytes);
  }
  return child;
}

/** Kills a process, or with a minus before its number a whole group. One that has ended is no error. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/**
 * Kills a launched program and its whole group. Killing the program alone is not enough: while bubblewrap starts, its child
 * waits for it without end, and does not yet die with it.
 */
export function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // Windows has no groups, and macOS refuses where the whole group has ended
  }
}
