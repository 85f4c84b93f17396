/** A line that is not blank; blank lines never decide whether something matches. */
export interface Line {
  readonly text: string;
  /** Offset of its first character, and of the end of its text (before the line break). */
  readonly start: number;
  readonly end: number;
}

/** The lines of a stretch of text that are not blank. */
export function solidLines(text: string, from = 0, to = text.length): readonly Line[] {
  const lines: Line[] = [];
  for (let start = from; start <= to; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 || next > to ? to : next;
    const line = text.slice(start, end).replace(/\r$/, '');
    if (line.trim() !== '') lines.push({ text: line, start, end: start + line.length });
    start = end + 1;
  }
  return lines;
}

/** How closely lines agree, from exact to loose. */
export const strictness = [
  ...(['exact', 'trailing whitespace', 'indentation', 'whitespace', 'anchors'] as const),
  'part of a line',
] as const;
export type Rung = (typeof strictness)[number];

const rungs: readonly (readonly [Rung, (line: string) => string])[] = [
  ['exact', (line) => line],
  ['trailing whitespace', (line) => line.trimEnd()],
  ['indentation', (line) => line.trim()],
  ['whitespace', (line) => line.replace(/\s+/g, '')],
];

/** Where lines were found: indices of the first line of each place. */
export interface Match {
  readonly rung: Rung;
  readonly places: readonly number[];
}

/**
 * Where a run of lines stands among others, by the first rung that finds it: exactly, then with more and more whitespace
 * ignored, then by first and last line with four in five of all lines equal. The caller refuses more than one place.
 */
export function findLines(wanted: readonly string[], among: readonly string[]): Match | undefined {
  for (const [rung, key] of rungs) {
    const [needle, hay] = [wanted.map(key), among.map(key)];
    const places = placesWhere(needle, hay, (at) => needle.every((line, index) => hay[at + index] === line));
    if (places.length > 0) return { rung, places };
  }
  return anchored(wanted, among);
}

function placesWhere(needle: readonly string[], hay: readonly string[], fits: (at: number) => boolean): number[] {
  const count = Math.max(0, hay.length - needle.length + 1);
  return Array.from({ length: count }, (_, at) => at).filter(fits);
}

function anchored(wanted: readonly string[], among: readonly string[]): Match | undefined {
  if (wanted.length < 3) return undefined;
  const [needle, hay] = [wanted.map(withoutSpace), among.map(withoutSpace)];
  const last = needle.length - 1;
  const places = placesWhere(needle, hay, (at) => {
    if (hay[at] !== needle[0] || hay[at + last] !== needle[last]) return false;
    const equal = needle.filter((line, index) => hay[at + index] === line).length;
    return equal >= 0.8 * needle.length;
  });
  return places.length > 0 ? { rung: 'anchors', places } : undefined;
}

const withoutSpace = (line: string) => line.replace(/\s+/g, '');

/** The place where the most lines are alike; undefined where none is. For feedback only. */
export function closestPlace(wanted: readonly string[], among: readonly string[]): number | undefined {
  const words = (line: string) => new Set(line.match(/\w+/g));
  const hay = among.map(words);
  const needle = wanted.map(words);
  let best = { at: -1, likeness: 0 };
  for (let at = 0; at < hay.length; at++) {
    const likeness = needle.reduce((sum, line, index) => sum + alike(line, hay[at + index] ?? new Set()), 0);
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best.at < 0 ? undefined : best.at;
}

/** Share of common words (Dice's coefficient). */
function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length;
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size);
}
