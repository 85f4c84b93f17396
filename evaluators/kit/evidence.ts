/** Evidence of any shape, as it comes from a candidate's realm. */
export type Evidence = unknown;

/** Says why evidence does not hold. `judge` turns it into `{ wrong }`. */
export class WrongEvidence extends Error {}

/**
 * Runs the scoring of evidence. Evidence that a reader below refuses is wrong; any other error is a bug of the
 * evaluator and passes through.
 */
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

/** A list of exactly `length` items. */
export function readList(value: Evidence, length: number, what: string): readonly Evidence[] {
  if (!Array.isArray(value)) throw new WrongEvidence(`${what} is ${describe(value)}, not a list`);
  if (value.length === length) return value;
  throw new WrongEvidence(`${what} has ${value.length} items, not ${length}`);
}

/** A list of at most `most` items. */
export function readAtMost(value: Evidence, most: number, what: string): readonly Evidence[] {
  if (!Array.isArray(value)) throw new WrongEvidence(`${what} is ${describe(value)}, not a list`);
  if (value.length <= most) return value;
  throw new WrongEvidence(`${what} has ${value.length} items, more than ${most}`);
}

/** The least and the greatest allowed value. */
export type Range = readonly [low: number, high: number];

/** A list of `length` finite numbers in a range. */
export function readNumbers(value: Evidence, length: number, [low, high]: Range, what: string): readonly number[] {
  return readList(value, length, what).map((item, index) => {
    const number = readNumber(item, `number ${index} of ${what}`);
    if (number >= low && number <= high) return number;
    throw new WrongEvidence(`number ${index} of ${what} is ${number}, not from ${low} to ${high}`);
  });
}

/** A list of `length` whole numbers in a range. */
export function readWholes(value: Evidence, length: number, [low, high]: Range, what: string): readonly number[] {
  return readList(value, length, what).map((item, index) => readWhole(item, low, high, `number ${index} of ${what}`));
}

/** Rows of finite numbers in a range. */
export function readMatrix(
  value: Evidence,
  [rows, columns]: readonly [rows: number, columns: number],
  range: Range,
  what: string,
): readonly (readonly number[])[] {
  return readList(value, rows, what).map((row, index) => readNumbers(row, columns, range, `row ${index} of ${what}`));
}

/** The whole numbers from 0 to length - 1, each of them once. */
export function readPermutation(value: Evidence, length: number, what: string): readonly number[] {
  const order = readWholes(value, length, [0, length - 1], what);
  const seen = new Uint8Array(length);
  for (const item of order) {
    if (seen[item]) throw new WrongEvidence(`${what} has ${item} twice`);
    seen[item] = 1;
  }
  return order;
}

/** The place of each item, from 0 to places - 1. */
export function readAssignment(value: Evidence, items: number, places: number, what: string): readonly number[] {
  return readWholes(value, items, [0, places - 1], what);
}

/** A text of at most `most` characters. */
export function readText(value: Evidence, most: number, what: string): string {
  if (typeof value !== 'string') throw new WrongEvidence(`${what} is ${describe(value)}, not a text`);
  if (value.length <= most) return value;
  throw new WrongEvidence(`${what} has ${value.length} characters, more than ${most}`);
}

function describe(value: Evidence): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
