/** What a benchmark took, as its tool reports it: the median where there is one. */
export interface Timing {
  readonly name: string;
  /** NaN where the tool reports none. */
  readonly nanoseconds: number;
}

/** Reads what a tool prints, or the JSON document that it writes; empty for any other text. */
export type ReadTimings = (text: string) => readonly Timing[];

const factors: Readonly<Record<string, number>> = {
  ...{ ps: 1e-3, ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, sec: 1e9, min: 60e9 },
};

/** A number as tools write it, such as `1,234.5`, in a unit of time. */
export function toNanoseconds(number: string | undefined, unit = 'ns'): number {
  return Number.parseFloat((number ?? '').replaceAll(',', '')) * (factors[unit] ?? Number.NaN);
}

/** Lines of a text, none so long that a pattern takes long for it. */
export function linesIn(text: string): readonly string[] {
  return text.split('\n').map((line) => line.slice(0, longest));
}

/** Longest line that is read, in characters. */
const longest = 1000;

/** The JSON document that a text is; undefined where it is none. */
export function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
