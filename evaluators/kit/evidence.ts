/** Evidence of any shape, as it comes from a candidate's realm. */
export type Evidence = unknown;

/** Says why evidence does not hold; `score` turns it into a judgement. */
export class WrongEvidence extends Error {}

/** Runs a judgement; evidence that a reader below refuses is wrong, anything else it throws is a bug of the evaluator. */
export function judge<T>(work: () => T): T | { readonly wrong: string } {
  try {
    return work();
  } catch (error) {
    if (error instanceof WrongEvidence) return { wrong: error.message };
    throw error;
  }
}

/** A finite number; `what` names it in the message. */
export function readNumber(value: Evidence, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new WrongEvidence(`${what} is ${describe(value)}, not a finite number`);
}

/** A whole number in [low, high]. */
export function readWhole(value: Evidence, low: number, high: number, what: string): number {
  const number = readNumber(value, what);
  if (Number.isInteger(number) && number >= low && number <= high) return number;
  throw new WrongEvidence(`${what} is ${number}, not a whole number from ${low} to ${high}`);
}

/** A list of exactly so many items. */
export function readList(value: Evidence, length: number, what: string): readonly Evidence[] {
  if (!Array.isArray(value)) throw new WrongEvidence(`${what} is ${describe(value)}, not a list`);
  if (value.length === length) return value;
  throw new WrongEvidence(`${what} has ${value.length} items, not ${length}`);
}

function describe(value: Evidence): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
