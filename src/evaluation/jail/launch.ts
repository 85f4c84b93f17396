import { type ChildProcess, spawn } from 'node:child_process';
import type { Start } from './jail.ts';

/**
 * Starts a program with a message channel and a pipe for its complaints, and nothing else of ours. Its environment is
 * empty but for the time zone.
 */
export function launch({ command, args, channels }: Start, cwd: string): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env: { TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...channels.map(() => 'pipe' as const)],
  });
  child.stderr!.setEncoding('utf8');
  for (const [index, bytes] of channels.entries()) {
    const channel = child.stdio[4 + index] as NodeJS.WritableStream | undefined;
    channel?.on('error', () => {}); // a program that did not start shows it by its exit
    channel?.end(bytes);
  }
  return child;
}
