/** Which lines of a text another one does not have, wherever they stand: layout and moved lines do not count. */
export interface ChangedLines {
  /** Numbers of the lines of the new text that are new, from 1. */
  readonly added: ReadonlySet<number>;
  /** Lines of the old text that are gone, with the number of the line of the new text where each was. */
  readonly removed: readonly { readonly text: string; readonly number: number; readonly at: number }[];
}

export function changedLines(before: string, after: string): ChangedLines {
  const [old, now] = [linesOf(before), linesOf(after)];
  const added = new Set(without(now, old));
  const gone = new Set(without(old, now));
  const first = new Map(now.map((line, index) => [line, index + 1] as const).reverse());
  let at = 1;
  const removed = old.flatMap((text, index) => {
    if (!gone.has(index + 1)) {
      if (text !== '') at = Math.min((first.get(text) ?? at) + 1, now.length);
      return [];
    }
    return [{ text, number: index + 1, at }];
  });
  return { added, removed };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
}

/** The numbers of the lines, from 1, that are left where each line of another text takes one like it away. */
function without(lines: readonly string[], others: readonly string[]): number[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.flatMap((line, index) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return line === '' || count > 0 ? [] : [index + 1];
  });
}

/** Tells the number of the line of an offset, from 1. */
export function lineFinder(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
