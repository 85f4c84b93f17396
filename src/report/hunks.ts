import type { Files } from '../api/program.ts';

/** Lines of a file that others replace. */
export interface Hunk {
  readonly file: string;
  /** Index of the first removed line; without one, of the line before which lines are added. */
  readonly start: number;
  /** Index of the first added line in the changed file. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * The hunks of a patch without context (`git diff -U0`) between candidates with the same files. A hunk that replaces lines
 * one to one is split into its lines.
 */
export function readHunks(patch: string): readonly Hunk[] {
  return patch.split(/^(?=diff --git )/m).flatMap((part) => {
    const file = /^\+\+\+ b\/(.*)$/m.exec(part)?.[1];
    const hunks = part.split(/^(?=@@ )/m).slice(1);
    return file === undefined ? [] : hunks.flatMap((hunk) => split(readHunk(file, hunk)));
  });
}

function readHunk(file: string, text: string): Hunk {
  const [head = '', ...lines] = text.split('\n');
  const [, from, count = '1', to] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)/.exec(head) ?? [];
  const of = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
  // A hunk that removes nothing names the line before its additions.
  const start = count === '0' ? Number(from) : Number(from) - 1;
  return { file, start, at: Number(to) - 1, removed: of('-'), added: of('+') };
}

function split(hunk: Hunk): readonly Hunk[] {
  const { file, start, at, removed, added } = hunk;
  if (removed.length !== added.length) return [hunk];
  return removed.map((line, index) => ({
    file,
    start: start + index,
    at: at + index,
    removed: [line],
    added: [added[index] as string],
  }));
}

/** The program with these hunks applied. */
export function applyHunks(files: Files, hunks: readonly Hunk[]): Files {
  const changed = Object.entries(files).map(([name, text]) => {
    const lines = text.split('\n');
    const own = hunks.filter(({ file }) => file === name).toSorted((a, b) => b.start - a.start);
    for (const { start, removed, added } of own) lines.splice(start, removed.length, ...added);
    return [name, lines.join('\n')];
  });
  return Object.fromEntries(changed);
}

/** Limits on finding the hunks that are needed: trials, and when the last one may begin by the clock of this process. */
interface HunkLimits {
  readonly trials: number;
  readonly deadline?: number;
}

/**
 * The hunks that are needed. The others are taken back one by one, from the last to the first, while `holds` returns true
 * without them, until none can be, or a limit is reached. A simple form of delta debugging (Zeller and Hildebrandt 2002).
 */
export async function neededHunks(
  hunks: readonly Hunk[],
  holds: (hunks: readonly Hunk[]) => Promise<boolean>,
  { trials: most, deadline = Number.POSITIVE_INFINITY }: HunkLimits,
): Promise<readonly Hunk[]> {
  let needed = hunks;
  let trials = 0;
  for (let before = -1; before !== needed.length; ) {
    before = needed.length;
    for (const hunk of needed.toReversed()) {
      const without = needed.filter((other) => other !== hunk);
      if (trials++ >= most || performance.now() > deadline) return needed;
      if (await holds(without)) needed = without;
    }
  }
  return needed;
}
