import { defineStage, type Exports, type ScoreResult, type Stage, type TimedEvidence } from 'germline';
import { judge, readList, readNumber, WrongEvidence } from './evidence.ts';
import { makeRounds, type Round, rounds, scoreRace } from './race.ts';
import { between, signedUnit, unrelatedSeeds, unrelatedWords, type Words, words } from './rng.ts';

/**
 * A kernel on typed arrays that is linear in each of two operands, such as a matrix product: `name(a, b, result,
 * ...sizes)` writes a matrix into `result`, row by row. It must first be correct, on operands of several sizes and
 * scales, and is then raced.
 */
export interface Kernel {
  /** Name of the function that the entry file exports. */
  readonly name: string;
  /** Lengths of the operands, and rows and columns of the result. */
  readonly shape: (sizes: Sizes) => Shape;
  /** The result's product with a vector; the product with a unit vector is a column. */
  readonly times: (a: Float64Array, b: Float64Array, sizes: Sizes, vector: Float64Array) => Float64Array;
  /** Number of terms that each entry of the result sums up. */
  readonly terms: (sizes: Sizes) => number;
}

export type Sizes = readonly [number, number, number];

export interface Shape {
  readonly a: number;
  readonly b: number;
  readonly rows: number;
  readonly columns: number;
}

/** One call: operands are made from the seed, with entries of at most `scale` in size, some of them 0 or -0. */
interface Call extends Shape {
  readonly name: string;
  readonly sizes: Sizes;
  readonly seed: number;
  readonly scale: number;
}

/** Timed work: every round calls the kernel on `pairs` fresh pairs of operands. */
interface Race extends Shape {
  readonly name: string;
  readonly sizes: Sizes;
  readonly pairs: number;
  readonly rounds: readonly Round[];
}

/** Calls the candidate once, with garbage in the result array. */
function callOnce(candidate: Exports, { name, sizes, seed, scale, a, b, rows, columns }: Call): number[] {
  let state = seed | 0;
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const fill = (length: number) => {
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const entry = word() / 2 ** 31 - 1;
      const kind = word() % 16;
      values[i] = kind === 0 ? 0 : kind === 1 ? -0 : entry * scale;
    }
    return values;
  };
  const [left, right, result] = [fill(a), fill(b), fill(rows * columns)];
  candidate[name](left, right, result, sizes[0], sizes[1], sizes[2]);
  return Array.from(result);
}

/** Makes the operands again as the drive made them, in the same order. */
function operandsOf({ seed, scale, a, b }: Call) {
  const word = words(seed);
  const entry = () => {
    const value = signedUnit(word);
    const kind = word() % 16;
    return kind === 0 ? 0 : kind === 1 ? -0 : value * scale;
  };
  return { a: Float64Array.from({ length: a }, entry), b: Float64Array.from({ length: b }, entry) };
}

/**
 * Checks a sum of k products, which may be off by k rounding errors of the sum of their magnitudes, whatever the order
 * of summation (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). `errors` is the allowed number.
 */
function checkValue(value: unknown, expected: number, magnitude: number, errors: number, what: string): void {
  const allowed = errors * Number.EPSILON * magnitude;
  if (Math.abs(readNumber(value, what) - expected) > allowed)
    throw new WrongEvidence(`${what} is ${value}, not ${expected} within ${allowed}`);
}

/** Checks every entry, column by column. */
function checkCall({ times, terms }: Kernel, call: Call, given: readonly unknown[]): void {
  const { a, b } = operandsOf(call);
  const [absoluteA, absoluteB] = [a.map(Math.abs), b.map(Math.abs)];
  for (let column = 0; column < call.columns; column++) {
    const unit = new Float64Array(call.columns);
    unit[column] = 1;
    const expected = times(a, b, call.sizes, unit);
    const magnitudes = times(absoluteA, absoluteB, call.sizes, unit);
    for (let row = 0; row < call.rows; row++) {
      const value = given[row * call.columns + column];
      const what = `entry (${row}, ${column})`;
      checkValue(value, expected[row]!, magnitudes[row]!, 2 * terms(call.sizes), what);
    }
  }
}

/**
 * The timed session: fresh operands each round. The evidence is every result of the timed run itself, times a vector
 * that the candidate cannot know. The candidate's arrays are touched by index only: a candidate may set its own
 * `length`, `subarray` or `constructor` on them, which would be called outside the timed run and could do the work
 * there.
 */
function race(candidate: Exports, { name, sizes, pairs, rounds, a, b, rows, columns }: Race) {
  const arrays = [a, b, rows * columns].map((length) => Array.from({ length: pairs }, () => new Float64Array(length)));
  const [lefts, rights, results] = arrays as [Float64Array[], Float64Array[], Float64Array[]];
  const vector = new Float64Array(columns);
  const [first, second, third] = sizes;
  let state = 0;
  const fill = (values: Float64Array, length: number) => {
    for (let i = 0; i < length; i++) {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      values[i] = ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
    }
  };
  return {
    prepare(round: number) {
      const { entries, check } = rounds[round] as Round;
      state = entries;
      for (let pair = 0; pair < pairs; pair++) {
        fill(lefts[pair]!, a);
        fill(rights[pair]!, b);
        for (let i = 0; i < rows * columns; i++) results[pair]![i] = Number.NaN;
      }
      state = check;
    },
    run() {
      for (let i = 0; i < pairs; i++) candidate[name](lefts[i], rights[i], results[i], first, second, third);
    },
    collect() {
      return results.map((result) => {
        fill(vector, columns);
        const timesVector = (row: number) =>
          vector.reduce((sum, value, k) => sum + result[row * columns + k]! * value, 0);
        return Array.from({ length: rows }, (_, row) => timesVector(row));
      });
    },
  };
}

/**
 * Checks results by a random vector: a wrong result almost never has the right product with it (Freivalds,
 * Probabilistic machines can use less running time, 1977). Rounding errors come from the kernel, from the drive's
 * product of its result, and from the check.
 */
function checkRound({ times, terms }: Kernel, race: Race, round: number, given: unknown, what: string): void {
  const { entries, check } = race.rounds[round]!;
  const [entry, component] = [words(entries), words(check)];
  const fill = (length: number, word: () => number) => Float64Array.from({ length }, () => signedUnit(word));
  const errors = 2 * (terms(race.sizes) + race.columns);
  for (const [pair, sums] of readList(given, race.pairs, what).entries()) {
    const [a, b, vector] = [fill(race.a, entry), fill(race.b, entry), fill(race.columns, component)];
    const expected = times(a, b, race.sizes, vector);
    const magnitudes = times(a.map(Math.abs), b.map(Math.abs), race.sizes, vector.map(Math.abs));
    for (const [row, sum] of readList(sums, race.rows, `result ${pair} of ${what}`).entries())
      checkValue(sum, expected[row]!, magnitudes[row]!, errors, `row ${row} times the checking vector, ${what},`);
  }
}

/**
 * A size that programs treat apart: small, or beside a multiple of the widths of their blocks. Which ones follows from the
 * seed, so that no list of sizes in a candidate stands for all of them.
 */
export function drawSize(next: Words, most: number): number {
  const size = next() % 2 === 0 ? between(next, 1, 12) : 8 * between(next, 1, most / 8) + between(next, -1, 1);
  return Math.min(size, most);
}

/** First stage: correct on operands of sizes that are drawn from the seed, with entries from tiny to huge. */
export function correctStage(kernel: Kernel, drawSizes: (next: Words) => readonly Sizes[]): Stage<Call, unknown> {
  const scoreCalls = (evidence: readonly unknown[], calls: readonly Call[]): ScoreResult =>
    judge(() => {
      for (const [index, call] of calls.entries())
        checkCall(kernel, call, readList(evidence[index], call.rows * call.columns, `result ${index}`));
      return { score: 0, metrics: {}, feedback: '' };
    });
  return defineStage<Call, unknown>({
    name: 'correct',
    inputs(runSeed) {
      const sizes = drawSizes(unrelatedWords(runSeed, ' sizes'));
      return unrelatedSeeds(runSeed, sizes.length, ' correct').map((seed, index) => ({
        ...kernel.shape(sizes[index]!),
        ...{ name: kernel.name, sizes: sizes[index]!, seed, scale: [1, 1e150, 1e-140][index % 3]! },
      }));
    },
    drive: callOnce,
    score: scoreCalls,
    limits: { milliseconds: 250, megabytes: 64, evidenceCharacters: 500_000 },
  });
}

/** Second stage: faster than the initial program on `pairs` pairs of operands of one size. */
export function raceStage(kernel: Kernel, sizes: Sizes, pairs: number): Stage<Race, TimedEvidence<unknown>> {
  return defineStage<Race, TimedEvidence<unknown>>({
    name: 'fast',
    inputs: (seed) => [{ ...kernel.shape(sizes), name: kernel.name, sizes, pairs, rounds: makeRounds(seed) }],
    drive: race,
    score: ([timed], [input]) =>
      scoreRace(timed!, (given, round, what) => checkRound(kernel, input!, round, given, what)),
    timing: { rounds },
    limits: { milliseconds: 2500, megabytes: 128, evidenceCharacters: 2_000_000 },
  });
}
