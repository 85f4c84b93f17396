import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The output of a Node program. */
export async function node(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 })).stdout;
}

/** The output of `germline`. */
export function germline(...args: readonly string[]): Promise<string> {
  return node(join(import.meta.dirname, '../src/cli/germline.js'), ...args);
}

/** Reads a count from an option. @throws {Error} for any other text. */
export function countOf(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Error(`--${option} ${text}: expected a count, such as 2`);
}

/** Works on all items in order, with the concurrency of `--at-once`. */
export async function inLanes<T>(atOnce: string, items: readonly T[], work: (item: T, at: number) => Promise<void>) {
  const waiting = items.entries();
  const lane = async () => {
    for (const [at, item] of waiting) await work(item, at);
  };
  await Promise.all(Array.from({ length: countOf('at-once', atOnce) }, lane));
}
