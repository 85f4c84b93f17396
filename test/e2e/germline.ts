import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The command line's file. */
export const command = join(import.meta.dirname, '../../src/cli/germline.js');

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A germline that is running, with what it printed so far. */
export interface Running {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly finished: Promise<Finished>;
}

/** Starts the command line as a user does, in a folder. */
export function start(folder: string, ...args: string[]): Running {
  return startOf(command, folder, ...args);
}

/** Starts a program in a folder. */
export function startOf(program: string, folder: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text.out += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    text.err += part;
  });
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  return { child, printed: () => text.out + text.err, finished };
}

/** Runs the command line to its end. */
export function germline(folder: string, ...args: string[]): Promise<Finished> {
  return start(folder, ...args).finished;
}

/** Waits until something is so. */
export async function until(holds: () => boolean, milliseconds = 30_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
