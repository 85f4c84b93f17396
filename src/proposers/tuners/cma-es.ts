import type { Random } from '../../api/program.ts';

type Vector = readonly number[];

/** Samples around a mean, and learns from their ranks how to move, stretch and turn the cloud. */
export interface CmaEs {
  /** The points of the next generation. */
  ask(): readonly Vector[];
  /** Takes the points, as they were evaluated, with their fitness; larger is better, NaN is worst. */
  tell(points: readonly Vector[], fitness: readonly number[]): void;
  /** The cloud's size. */
  readonly sigma: number;
}

/** From how many parameters on covariances between them are left out (Ros and Hansen 2008), since they cost too much. */
const separable = 100;

/**
 * CMA-ES with the default settings of N. Hansen, The CMA Evolution Strategy: A Tutorial (arXiv 1604.00772, table 1,
 * without negative weights), with a triangular root of the covariances, which serves as well as a symmetric one and
 * needs no eigenvectors (Krause, Arbonès and Igel, NIPS 2016). Beyond 100 parameters only the diagonal is learnt.
 */
export function cmaEs(
  start: Vector,
  size: number,
  random: Random,
  lambda = 4 + Math.floor(3 * Math.log(start.length)),
): CmaEs {
  const n = start.length;
  const mu = lambda >> 1;
  const raw = Array.from({ length: mu }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const muEff = 1 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const damping = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
  const cc = (4 + muEff / n) / (n + 4 + (2 * muEff) / n);
  const faster = n > separable ? (n + 2) / 3 : 1;
  const c1 = Math.min(0.5, (faster * 2) / ((n + 1.3) ** 2 + muEff));
  const cMu = Math.min(1 - c1, (faster * 2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff));
  const chi = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));

  const shape = n > separable ? diagonalShape(n) : fullShape(n);
  let mean: Vector = start;
  let sigma = size;
  let pathSigma: Vector = start.map(() => 0);
  let pathC: Vector = start.map(() => 0);
  let generation = 0;

  return {
    get sigma() {
      return sigma;
    },
    ask: () =>
      Array.from({ length: lambda }, () => {
        const step = shape.stretch(start.map(() => random.gaussian()));
        return mean.map((value, i) => value + sigma * (step[i] as number));
      }),
    tell(points, fitness) {
      generation++;
      const best = ranked(fitness).slice(0, mu);
      const steps = best.map((index) =>
        (points[index] as Vector).map((value, i) => (value - (mean[i] as number)) / sigma),
      );
      const move = start.map((_, i) =>
        steps.reduce((sum, step, rank) => sum + (weights[rank] as number) * (step[i] as number), 0),
      );
      mean = mean.map((value, i) => value + sigma * (move[i] as number));
      const white = shape.whiten(move);
      const keep = Math.sqrt(cSigma * (2 - cSigma) * muEff);
      pathSigma = pathSigma.map((value, i) => (1 - cSigma) * value + keep * (white[i] as number));
      const length = Math.hypot(...pathSigma);
      const steady = length / Math.sqrt(1 - (1 - cSigma) ** (2 * generation)) < (1.4 + 2 / (n + 1)) * chi ? 1 : 0;
      pathC = pathC.map(
        (value, i) => (1 - cc) * value + steady * Math.sqrt(cc * (2 - cc) * muEff) * (move[i] as number),
      );
      const stay = 1 - c1 - cMu + (1 - steady) * c1 * cc * (2 - cc);
      shape.learn(stay, [[c1, pathC], ...steps.map((step, rank) => [cMu * (weights[rank] as number), step] as const)]);
      sigma *= Math.exp(Math.min(1, (cSigma / damping) * (length / chi - 1)));
    },
  };
}

/** Indices of the values, the best first; NaN comes last. */
function ranked(fitness: readonly number[]): readonly number[] {
  const value = (index: number) =>
    Number.isNaN(fitness[index]) ? Number.NEGATIVE_INFINITY : (fitness[index] as number);
  return fitness.map((_, index) => index).sort((a, b) => value(b) - value(a) || a - b);
}

/** The cloud's shape: a covariance matrix, with a root of it applied forwards and backwards. */
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

/** The lower triangle L with L Lᵀ = `matrix`, whose lower triangle is read. */
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
