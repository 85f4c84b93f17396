import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** Starts a program of Node in a folder. */
export function startOf(program: string, folder: string, ...args: string[]): Running {
  return startBy(process.execPath, folder, program, ...args);
}

/** Starts any program in a folder. */
export function startBy(program: string, folder: string, ...args: string[]): Running {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
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

/** Waits for the address of the page that a germline prints. */
export async function addressOf({ printed }: Running, milliseconds?: number): Promise<string> {
  await until(() => /http:\S+/.test(printed()), milliseconds);
  return /http:\S+/.exec(printed())![0];
}

/** The processes that a process has started, and those that they have. Empty where there is no /proc. */
export function processesBelow(parent: number): readonly number[] {
  const all = existsSync('/proc/self/stat') ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  const children = Map.groupBy(all.map(Number), parentOf);
  const below = (pid: number): readonly number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(parent);
}

/** The parent of a living process. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined; // it has ended meanwhile
  }
}

export function isThere(pid: number): boolean {
  return parentOf(pid) !== undefined;
}
