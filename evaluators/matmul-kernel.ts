import {
  defineEvaluator,
  defineStage,
  type Evaluator,
  type Exports,
  type Judgement,
  type TimedEvidence,
} from 'germline';
import { judge, readList, readNumber, WrongEvidence } from './kit/evidence.ts';
import { signedUnit, words } from './kit/rng.ts';
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

/** Timed work: every round multiplies `pairs` fresh pairs of n x n matrices and shows some rows of each product. */
interface Race {
  readonly seed: number;
  readonly n: number;
  readonly pairs: number;
  readonly shown: number;
}

/** Rounds that are not counted, while both programs are being compiled. */
const warmUp = 6;

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
 * Checks one row of a product. A sum of k products may be off by k rounding errors of the sum of their magnitudes,
 * whatever the order of summation (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
 */
function checkRow(
  a: Float64Array,
  b: Float64Array,
  inner: number,
  columns: number,
  row: number,
  given: readonly unknown[],
): void {
  for (let column = 0; column < columns; column++) {
    let [sum, size] = [0, 0];
    for (let k = 0; k < inner; k++) {
      const product = (a[row * inner + k] as number) * (b[k * columns + column] as number);
      sum += product;
      size += Math.abs(product);
    }
    const value = readNumber(given[column], `entry (${row}, ${column})`);
    const allowed = 2 * inner * Number.EPSILON * size;
    if (Math.abs(value - sum) > allowed)
      throw new WrongEvidence(`entry (${row}, ${column}) is ${value}, not ${sum} as it should be within ${allowed}`);
  }
}

function scoreProducts(evidence: readonly unknown[], products: readonly Product[]): Judgement {
  return judge(() => {
    for (const [index, product] of products.entries()) {
      const { a, b } = makeProduct(product);
      const { rows, inner, columns } = product;
      const entries = readList(evidence[index], rows * columns, `product ${index}`);
      for (let row = 0; row < rows; row++)
        checkRow(a, b, inner, columns, row, entries.slice(row * columns, (row + 1) * columns));
    }
    return { score: 0, metrics: {}, feedback: '' };
  });
}

/** The timed session: fresh matrices each round, and some rows of every product of the timed run itself as evidence. */
function race(candidate: Exports, { seed, n, pairs, shown }: Race) {
  const matrices = Array.from({ length: pairs }, () => [0, 0, 0].map(() => new Float64Array(n * n)));
  let state = 0;
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const fill = (values: Float64Array) => {
    for (let i = 0; i < values.length; i++) values[i] = word() / 2 ** 31 - 1;
  };
  return {
    prepare(round: number) {
      state = (seed + round * 7919) | 0;
      for (const [a, b, c] of matrices) for (const values of [a, b, c]) fill(values as Float64Array);
    },
    run() {
      for (const [a, b, c] of matrices) candidate.multiply(a, b, c, n, n, n);
    },
    collect() {
      const rows = [];
      for (const [, , c] of matrices)
        for (let i = 0; i < shown; i++) {
          const row = word() % n;
          rows.push(Array.from((c as Float64Array).subarray(row * n, (row + 1) * n)));
        }
      return rows;
    },
  };
}

function scoreRace([evidence]: readonly TimedEvidence<unknown>[], [input]: readonly Race[]): Judgement {
  const { seed, n, pairs, shown } = input as Race;
  const timed = evidence as TimedEvidence<unknown>;
  return judge(() => {
    for (const [round, rows] of timed.evidence.entries()) {
      const word = words((seed + round * 7919) | 0);
      const fill = () => Float64Array.from({ length: n * n }, () => signedUnit(word));
      const matrices = Array.from({ length: pairs }, () => [fill(), fill(), fill()] as const);
      const given = readList(rows, pairs * shown, `the rows of round ${round}`).values();
      for (const [a, b] of matrices)
        for (let i = 0; i < shown; i++) {
          const row = word() % n;
          checkRow(a, b, n, n, row, readList(given.next().value, n, `row ${row} of round ${round}`));
        }
    }
    const { median, low, high } = speedup(timed.candidate.slice(warmUp), timed.reference.slice(warmUp));
    const metrics = { speedup: median, speedup_low: low, speedup_high: high };
    const said = [median, low, high].map((value) => value.toFixed(3));
    return {
      score: low,
      metrics,
      feedback: `${said[0]} times as fast as the initial program (95 % interval ${said[1]} to ${said[2]}).`,
    };
  });
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
    inputs: (seed) => [{ seed: (seed * 31 + 15_485_863) | 0, n, pairs: 6, shown: 2 }],
    drive: race,
    score: scoreRace,
    timing: { rounds: 31 },
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
