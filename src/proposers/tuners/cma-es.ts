import type { Random } from '../../api/program.ts';

type Vector = readonly number[];

/** Samples points around a mean, and learns from their ranks how to move, stretch and turn the distribution. */
export interface CmaEs {
  /** The points of the next generation. */
  ask(): readonly Vector[];
  /** Takes the points as they were evaluated, with their fitness; larger is better, NaN is worst. */
  tell(points: readonly Vector[], fitness: readonly number[]): void;
  /** The step size. */
  readonly sigma: number;
}

/** Number of parameters above which covariances between them are left out, as they cost too much (Ros and Hansen 2008). */
const separable = 100;

/**
 * CMA-ES with the default settings of N. Hansen, The CMA Evolution Strategy: A Tutorial (arXiv 1604.00772, table 1,
 * without negative weights), with a triangular root of the covariances, which serves as well as a symmetric one and
 * needs no eigenvectors (Krause, Arbonès and Igel, NIPS 2016). Beyond 100 parameters only the diagonal is learnt.
 */
export function cmaEs(start: Vector, size: number, random: Random): CmaEs {
  return new Distribution(start, size, random, settingsFor(start.length));
}

/** Constants of a run, named as in the tutorial. */
interface Settings {
  /** Points of a generation. */
  readonly lambda: number;
  /** Weights of the best points, the best first. */
  readonly weights: readonly number[];
  readonly muEff: number;
  readonly cSigma: number;
  readonly damping: number;
  readonly cc: number;
  readonly c1: number;
  readonly cMu: number;
  /** Expected length of a standard normal vector. */
  readonly chi: number;
}

function settingsFor(n: number): Settings {
  const lambda = 4 + Math.floor(3 * Math.log(n));
  const raw = Array.from({ length: lambda >> 1 }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const muEff = 1 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const faster = n > separable ? (n + 2) / 3 : 1;
  const c1 = Math.min(0.5, (faster * 2) / ((n + 1.3) ** 2 + muEff));
  return {
    ...{ lambda, weights, muEff, cSigma, c1 },
    damping: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cc: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    cMu: Math.min(1 - c1, (faster * 2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff)),
    chi: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

class Distribution implements CmaEs {
  sigma: number;
  readonly #random: Random;
  readonly #settings: Settings;
  readonly #shape: Shape;
  #mean: Vector;
  #pathSigma: Vector;
  #pathC: Vector;
  #generation = 0;

  constructor(start: Vector, size: number, random: Random, settings: Settings) {
    this.sigma = size;
    this.#random = random;
    this.#settings = settings;
    this.#shape = start.length > separable ? diagonalShape(start.length) : fullShape(start.length);
    this.#mean = start;
    this.#pathSigma = start.map(() => 0);
    this.#pathC = start.map(() => 0);
  }

  ask(): readonly Vector[] {
    return Array.from({ length: this.#settings.lambda }, () => {
      const step = this.#shape.stretch(this.#mean.map(() => this.#random.gaussian()));
      return this.#mean.map((value, i) => value + this.sigma * (step[i] as number));
    });
  }

  tell(points: readonly Vector[], fitness: readonly number[]): void {
    const { weights } = this.#settings;
    this.#generation++;
    const best = ranked(fitness).slice(0, weights.length);
    const steps = best.map((index) =>
      (points[index] as Vector).map((value, i) => (value - (this.#mean[i] as number)) / this.sigma),
    );
    const move = this.#mean.map((_, i) =>
      steps.reduce((sum, step, rank) => sum + (weights[rank] as number) * (step[i] as number), 0),
    );
    this.#mean = this.#mean.map((value, i) => value + this.sigma * (move[i] as number));
    this.#learn(move, steps);
  }

  /** Adapts the step size to the length of the path of the mean, and the shape to the path and the best steps. */
  #learn(move: Vector, steps: readonly Vector[]): void {
    const { weights, cSigma, damping, cc, c1, cMu, chi } = this.#settings;
    const length = this.#lengthenPath(this.#shape.whiten(move));
    const n = move.length;
    const expected = Math.sqrt(1 - (1 - cSigma) ** (2 * this.#generation));
    const steady = length / expected < (1.4 + 2 / (n + 1)) * chi ? 1 : 0;
    const keep = steady * Math.sqrt(cc * (2 - cc) * this.#settings.muEff);
    this.#pathC = this.#pathC.map((value, i) => (1 - cc) * value + keep * (move[i] as number));
    const stay = 1 - c1 - cMu + (1 - steady) * c1 * cc * (2 - cc);
    const squares = steps.map((step, rank) => [cMu * (weights[rank] as number), step] as const);
    this.#shape.learn(stay, [[c1, this.#pathC], ...squares]);
    this.sigma *= Math.exp(Math.min(1, (cSigma / damping) * (length / chi - 1)));
  }

  /** Adds a whitened step to the path of the mean; returns the path's length. */
  #lengthenPath(white: Vector): number {
    const { cSigma, muEff } = this.#settings;
    const keep = Math.sqrt(cSigma * (2 - cSigma) * muEff);
    this.#pathSigma = this.#pathSigma.map((value, i) => (1 - cSigma) * value + keep * (white[i] as number));
    return Math.hypot(...this.#pathSigma);
  }
}

/** Indices of the values, the best first; NaN comes last. */
function ranked(fitness: readonly number[]): readonly number[] {
  const value = (index: number) =>
    Number.isNaN(fitness[index]) ? Number.NEGATIVE_INFINITY : (fitness[index] as number);
  return fitness.map((_, index) => index).sort((a, b) => value(b) - value(a) || a - b);
}

/** The shape of the distribution: a covariance matrix, with a root of it applied forwards and backwards. */
interface Shape {
  stretch(z: Vector): Vector;
  whiten(step: Vector): Vector;
  /** C becomes `stay` C plus the sum of the weighted outer squares of the vectors. */
  learn(stay: number, squares: readonly (readonly [weight: number, vector: Vector])[]): void;
}

function diagonalShape(n: number): Shape {
  const variances = new Float64Array(n).fill(1);
  const deviation = (i: number) => Math.sqrt(variances[i] as number);
  return {
    stretch: (z) => z.map((value, i) => value * deviation(i)),
    whiten: (step) => step.map((value, i) => value / deviation(i)),
    learn(stay, squares) {
      for (let i = 0; i < n; i++) {
        let sum = stay * (variances[i] as number);
        for (const [weight, vector] of squares) sum += weight * (vector[i] as number) ** 2;
        variances[i] = sum;
      }
    },
  };
}

function fullShape(n: number): Shape {
  const matrix = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  let root = cholesky(matrix);
  return {
    stretch: (z) => root.map((row, i) => product(row, z, i + 1)),
    whiten(step) {
      const white: number[] = [];
      for (const [i, row] of root.entries())
        white.push(((step[i] as number) - product(row, white, i)) / (row[i] as number));
      return white;
    },
    learn(stay, squares) {
      for (const [i, row] of matrix.entries())
        for (let j = 0; j <= i; j++) {
          let sum = stay * (row[j] as number);
          for (const [weight, vector] of squares) sum += weight * (vector[i] as number) * (vector[j] as number);
          row[j] = sum;
        }
      root = cholesky(matrix);
    },
  };
}

/** The lower triangle L with L Lᵀ = `matrix`; reads its lower triangle only. */
function cholesky(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const root = matrix.map((row) => new Float64Array(row.length));
  for (const [i, row] of root.entries()) {
    for (let j = 0; j < i; j++) {
      const above = root[j] as Float64Array;
      row[j] = (((matrix[i] as Float64Array)[j] as number) - product(row, above, j)) / (above[j] as number);
    }
    row[i] = Math.sqrt(Math.max(1e-20, ((matrix[i] as Float64Array)[i] as number) - product(row, row, i)));
  }
  return root;
}

/** Scalar product of the first `count` entries. */
function product(a: ArrayLike<number>, b: ArrayLike<number>, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
