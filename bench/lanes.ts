import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a Node program prints. */
export async function node(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 })).stdout;
}

/** What `germline` prints. */
export function germline(...args: readonly string[]): Promise<string> {
  return node(join(import.meta.dirname, '../src/cli/germline.js'), ...args);
}

/** A count that was given as an option. @throws {Error} when it is none. */
export function countOf(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Error(`--${option} ${text}: expected a count, such as 2`);
}

/** Works on all items, as many at once as `--at-once` says, each begun in its turn. */
export async function inLanes<T>(atOnce: string, items: readonly T[], work: (item: T, at: number) => Promise<void>) {
  const waiting = items.entries();
  const lane = async () => {
    for (const [at, item] of waiting) await work(item, at);
  };
  await Promise.all(Array.from({ length: countOf('at-once', atOnce) }, lane));
}
