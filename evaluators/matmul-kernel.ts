import {
  defineEvaluator,
  defineStage,
  type Evaluator,
  type Exports,
  type Judgement,
  type TimedEvidence,
} from 'germline';
import { judge, readList, readNumber, WrongEvidence } from './kit/evidence.ts';
import { signedUnit, unrelatedSeeds, words } from './kit/rng.ts';
import { speedup } from './kit/timing.ts';

/** One product: (rows x inner) times (inner x columns), with entries made from a seed. */
interface Product {
  readonly seed: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Entries are this large, or up to this large; some are zero. */
  readonly scale: number;
}

/** Timed work: every round multiplies `pairs` fresh pairs of n x n matrices. */
interface Race {
  readonly n: number;
  readonly pairs: number;
  readonly rounds: readonly Round[];
}

/** Seeds of a round: of the entries of its matrices, and of the vectors that its products are checked with. */
interface Round {
  readonly entries: number;
  readonly check: number;
}

/** Rounds that are not counted, while both programs are being compiled. */
const warmUp = 6;
const rounds = 31;
const pairs = 6;

/** Calls the candidate on one product; the result array holds garbage before. */
function multiplyOnce(candidate: Exports, { seed, rows, inner, columns, scale }: Product): number[] {
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
      values[i] = word() % 8 === 0 ? 0 : entry * scale;
    }
    return values;
  };
  const [a, b, c] = [fill(rows * inner), fill(inner * columns), fill(rows * columns)];
  candidate.multiply(a, b, c, rows, inner, columns);
  return Array.from(c);
}

/** The same entries as the drive made, in the same order. */
function makeProduct({ seed, rows, inner, columns, scale }: Product) {
  const word = words(seed);
  const entry = () => {
    const value = signedUnit(word);
    return word() % 8 === 0 ? 0 : value * scale;
  };
  const fill = (length: number) => Float64Array.from({ length }, entry);
  return { a: fill(rows * inner), b: fill(inner * columns) };
}

/**
 * A sum of k products may be off by k rounding errors of the sum of their magnitudes, whatever the order of summation
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). `errors` counts them, with some to spare.
 */
function checkValue(value: unknown, expected: number, magnitude: number, errors: number, what: string): void {
  const allowed = errors * Number.EPSILON * magnitude;
  if (Math.abs(readNumber(value, what) - expected) > allowed)
    throw new WrongEvidence(`${what} is ${value}, not ${expected} as it should be within ${allowed}`);
}

function checkProduct(product: Product, given: readonly unknown[]): void {
  const { a, b } = makeProduct(product);
  const { rows, inner, columns } = product;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let [sum, magnitude] = [0, 0];
      for (let k = 0; k < inner; k++) {
        const term = (a[row * inner + k] as number) * (b[k * columns + column] as number);
        sum += term;
        magnitude += Math.abs(term);
      }
      checkValue(given[row * columns + column], sum, magnitude, 2 * inner, `entry (${row}, ${column})`);
    }
}

function scoreProducts(evidence: readonly unknown[], products: readonly Product[]): Judgement {
  return judge(() => {
    for (const [index, product] of products.entries())
      checkProduct(product, readList(evidence[index], product.rows * product.columns, `product ${index}`));
    return { score: 0, metrics: {}, feedback: '' };
  });
}

/**
 * The timed session: fresh matrices each round, and as evidence every product of the timed run itself, times a vector
 * that the candidate cannot know. The arrays are touched by index only: a candidate may hang its own `length`,
 * `subarray` or `constructor` on them, which would be called outside the timed run and could do the work there.
 */
function race(candidate: Exports, { n, pairs, rounds }: Race) {
  const matrices = Array.from({ length: pairs }, () => [0, 0, 0].map(() => new Float64Array(n * n)));
  const vector = new Float64Array(n);
  let current: Round;
  let state = 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
  const fill = (values: Float64Array, size: number) => {
    for (let i = 0; i < size; i++) values[i] = unit();
  };
  return {
    prepare(round: number) {
      current = rounds[round] as Round;
      state = current.entries;
      for (const [a, b, c] of matrices as [Float64Array, Float64Array, Float64Array][]) {
        fill(a, n * n);
        fill(b, n * n);
        for (let i = 0; i < n * n; i++) c[i] = Number.NaN;
      }
    },
    run() {
      for (const [a, b, c] of matrices) candidate.multiply(a, b, c, n, n, n);
    },
    collect() {
      state = current.check;
      return matrices.map(([, , c]) => {
        fill(vector, n);
        const sums = [];
        for (let row = 0; row < n; row++) {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += (c as Float64Array)[row * n + k]! * vector[k]!;
          sums.push(sum);
        }
        return sums;
      });
    },
  };
}

/** An n x n matrix, row by row, times a vector. */
function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, row) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (matrix[row * n + k] as number) * (vector[k] as number);
    return sum;
  });
}

/**
 * Checks products by a random vector: c v = a (b v) holds for a wrong c by the rarest chance only (Freivalds, Probabilistic
 * machines can use less running time, 1977), and n² operations check all of it. Errors of n roundings each come from the
 * product, from what the drive made of it, and twice from the check.
 */
function checkRound({ n, pairs }: Race, { entries, check }: Round, given: unknown, what: string): void {
  const [entry, component] = [words(entries), words(check)];
  const fill = (length: number, word: () => number) => Float64Array.from({ length }, () => signedUnit(word));
  for (const [pair, sums] of readList(given, pairs, what).entries()) {
    const [a, b, v] = [fill(n * n, entry), fill(n * n, entry), fill(n, component)];
    const expected = times(a, times(b, v));
    const magnitudes = times(a.map(Math.abs), times(b.map(Math.abs), v.map(Math.abs)));
    for (const [row, sum] of readList(sums, n, `product ${pair} of ${what}`).entries())
      checkValue(sum, expected[row]!, magnitudes[row]!, 4 * n, `row ${row} times the checking vector, ${what},`);
  }
}

function scoreRace([evidence]: readonly TimedEvidence<unknown>[], [input]: readonly Race[]): Judgement {
  const race = input as Race;
  const timed = evidence as TimedEvidence<unknown>;
  return judge(() => {
    const shown = readList(timed.evidence, race.rounds.length, 'the evidence of the rounds');
    for (const [index, round] of race.rounds.entries()) checkRound(race, round, shown[index], `round ${index}`);
    const { median, low, high } = speedup(timed.candidate.slice(warmUp), timed.reference.slice(warmUp));
    const said = [median, low, high].map((value) => value.toFixed(3));
    return {
      score: low,
      metrics: { speedup: median, speedup_low: low, speedup_high: high },
      feedback: `${said[0]} times as fast as the initial program (95 % interval ${said[1]} to ${said[2]}).`,
    };
  });
}

/** Seeds that differ between rounds and do not follow from those of other rounds. */
function makeRounds(seed: number): Round[] {
  const seeds = unrelatedSeeds(seed, 2 * rounds);
  return Array.from({ length: rounds }, (_, i) => ({ entries: seeds[2 * i]!, check: seeds[2 * i + 1]! }));
}

/**
 * Matrix product on typed arrays: right on matrices of several shapes, then fast. Score: how many times faster than the
 * initial program, the lower end of the 95 % interval of the median over interleaved pairs of runs.
 */
export function matmulKernel({ n }: { readonly n: number }): Evaluator {
  const shapes = [
    [1, 1, 1],
    [2, 3, 4],
    [7, 5, 3],
    [16, 16, 16],
    [33, 17, 9],
    [1, 40, 1],
    [n, n, n],
  ] as const;
  const correct = defineStage<Product, number[]>({
    name: 'correct',
    inputs: (seed) =>
      shapes.map(([rows, inner, columns], index) => ({
        ...{ rows, inner, columns },
        seed: (seed * 31 + index * 104_729) | 0,
        scale: [1, 1e150, 1e-140][index % 3] as number,
      })),
    drive: multiplyOnce,
    score: scoreProducts,
    limits: { milliseconds: 250, megabytes: 64, evidenceCharacters: 500_000 },
  });
  const fast = defineStage<Race, TimedEvidence<unknown>>({
    name: 'fast',
    inputs: (seed) => [{ n, pairs, rounds: makeRounds(seed) }],
    drive: race,
    score: scoreRace,
    timing: { rounds },
    limits: { milliseconds: 2500, megabytes: 128, evidenceCharacters: 2_000_000 },
  });
  return defineEvaluator({
    name: 'matmul-kernel',
    interface:
      'export function multiply(a: Float64Array, b: Float64Array, c: Float64Array, rows: number, inner: number, columns: number): ' +
      'void, which writes the product of a (rows x inner) and b (inner x columns) into c (rows x columns), all row by row.',
    stages: [correct, fast],
  });
}
