import type { Edit } from '../language/edit.ts';

/** A stretch of a file, such as a function, with its text. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts what was taken from another program in the place of what was chosen, and what it needs before the first of it. */
export function exchange(chosen: readonly Part[], taken: readonly Part[], needed: readonly Part[]): readonly Edit[] {
  return chosen.map(({ start, end }, index) => {
    const parts = [...(index === 0 ? needed : []), taken[index] as Part];
    return { start, end, text: parts.map(({ text }) => text).join('\n\n') };
  });
}

/** The parts among `others` that these need, directly or through each other, in the order of `others`. */
export function neededBy<T>(
  parts: readonly T[],
  others: readonly T[],
  needs: (part: T) => (other: T) => boolean,
): readonly T[] {
  const needed = new Set<T>();
  const queue = [...parts];
  for (const part of queue) {
    const isNeeded = needs(part);
    for (const other of others)
      if (!needed.has(other) && isNeeded(other)) {
        needed.add(other);
        queue.push(other);
      }
  }
  return others.filter((other) => needed.has(other));
}
