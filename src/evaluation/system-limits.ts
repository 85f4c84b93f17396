import { readFileSync } from 'node:fs';
import { UsageError } from '../api/errors.ts';

/**
 * What the limits of a process must allow at least: with fewer threads or files, Node itself ends without a word of ours.
 * Limits of processes count threads, and those of everything else that the user runs.
 */
const least = {
  processes: { line: 'Max processes', option: '-u', of: (workers: number) => 64 + 16 * workers },
  'open files': { line: 'Max open files', option: '-n', of: (workers: number) => 96 + 16 * workers },
};

/** Compares the limits of this process, as Linux lists them, with what so many workers need. @throws {UsageError} */
export function checkSystemLimits(workers: number, text = read(), isRoot = process.getuid?.() === 0): void {
  for (const [what, { line, option, of }] of Object.entries(least)) {
    if (what === 'processes' && isRoot) continue; // root's are not limited
    const limit = Number(new RegExp(`^${line} +(\\d+)`, 'm').exec(text)?.[1] ?? Number.POSITIVE_INFINITY);
    const needed = of(workers);
    if (limit < needed)
      throw new UsageError(
        `At most ${limit} ${what} are allowed here, and ${workers} workers need ${needed}: ` +
          `raise the limit by ulimit ${option} ${needed}${workers > 1 ? ', or pass a smaller --workers' : ''}.`,
      );
  }
}

function read(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return ''; // a system without /proc
  }
}
