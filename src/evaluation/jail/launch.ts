import { type ChildProcess, spawn } from 'node:child_process';
import type { Start } from './jail.ts';

/**
 * Starts a program with nothing of ours but a pipe for its complaints and, where it is asked for, a message channel.
 * The environment is empty but for the time zone.
 */
export function launch({ command, args, channels }: Start, cwd: string, messages: boolean): ChildProcess {
  const child = spawn(command, args, {
    cwd,
    env: { TZ: 'UTC' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', messages ? 'ipc' : 'ignore', ...channels.map(() => 'pipe' as const)],
  });
  child.stderr!.setEncoding('utf8');
  for (const [index, bytes] of channels.entries()) {
    const channel = child.stdio[4 + index] as NodeJS.WritableStream | undefined;
    channel?.on('error', () => {}); // a program that did not start says so by its exit
    channel?.end(bytes);
  }
  return child;
}
