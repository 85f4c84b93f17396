/** One line of two programs side by side; undefined if a program lacks the line. */
export interface Pair {
  readonly left: PatchLine | undefined;
  readonly right: PatchLine | undefined;
}

interface PatchLine {
  readonly number: number;
  readonly text: string;
}

/** The changes of one file, with its unchanged lines. */
export interface FileChange {
  readonly name: string;
  readonly pairs: readonly Pair[];
}

/** Reads a patch of git. Removed lines stand beside those that replace them. */
export function readPatch(patch: string): readonly FileChange[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .map(readFile);
}

function readFile(part: string): FileChange {
  const start = part.search(/^@@ /m);
  const name = /^\+\+\+ b\/(.*)$/m.exec(part)?.[1] ?? /^--- a\/(.*)$/m.exec(part)?.[1] ?? '';
  return { name, pairs: start < 0 ? [] : pairUp(part.slice(start).replace(/\n$/, '').split('\n')) };
}

function pairUp(lines: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  let [left, right] = [1, 1];
  let [removed, added]: [PatchLine[], PatchLine[]] = [[], []];
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++)
      pairs.push({ left: removed[index], right: added[index] });
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    const [, from, to] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line) ?? [];
    const text = line.slice(1);
    if (from !== undefined) {
      flush();
      [left, right] = [Math.max(1, Number(from)), Math.max(1, Number(to))];
    } else if (line.startsWith('-')) removed.push({ number: left++, text });
    else if (line.startsWith('+')) added.push({ number: right++, text });
    else if (line.startsWith(' ')) {
      flush();
      pairs.push({ left: { number: left++, text }, right: { number: right++, text } });
    }
  }
  flush();
  return pairs;
}

/** The pairs near a change, and each gap between them as the number of pairs left out. */
export function nearChanges(pairs: readonly Pair[], context: number): readonly (Pair | number)[] {
  const near = new Set<number>();
  for (const [index, pair] of pairs.entries())
    if (isChange(pair)) for (let at = index - context; at <= index + context; at++) near.add(at);
  const shown: (Pair | number)[] = [];
  for (const [index, pair] of pairs.entries()) {
    const last = shown.at(-1);
    if (near.has(index)) shown.push(pair);
    else if (typeof last === 'number') shown[shown.length - 1] = last + 1;
    else shown.push(1);
  }
  return shown;
}

export function isChange({ left, right }: Pair): boolean {
  return left?.text !== right?.text;
}

/** The differing middle of two texts, without their common start and end. */
export function differingPart(
  a: string,
  b: string,
): { readonly start: number; readonly ends: readonly [number, number] } {
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let same = 0;
  while (same < Math.min(a.length, b.length) - start && a.at(-1 - same) === b.at(-1 - same)) same++;
  return { start, ends: [a.length - same, b.length - same] };
}
