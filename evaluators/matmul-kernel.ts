import { defineEvaluator, type Evaluator } from 'germline';
import { correctStage, drawSize, type Kernel, raceStage, type Sizes } from './kit/kernel.ts';
import type { Words } from './kit/rng.ts';

/** A matrix, row by row, times a vector. */
function apply(matrix: Float64Array, rows: number, vector: Float64Array): Float64Array {
  const columns = vector.length;
  return new Float64Array(rows).map((_, row) => {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += matrix[row * columns + k]! * vector[k]!;
    return sum;
  });
}

/** The product of a (rows x inner) and a (inner x columns) matrix. */
const product: Kernel = {
  name: 'multiply',
  shape: ([rows, inner, columns]) => ({ a: rows * inner, b: inner * columns, rows, columns }),
  times: (a, b, [rows, inner], vector) => apply(a, rows, apply(b, inner, vector)),
  terms: ([, inner]) => inner,
};

/** Shapes for the first stage: three of blocks, thin ones both ways, that of the race, and others. */
function drawShapes(next: Words, n: number): readonly Sizes[] {
  const size = () => drawSize(next, n + 8);
  const any = Array.from({ length: 6 }, (): Sizes => [size(), size(), size()]);
  return [[1, 1, 1], [n, n, n], ...any, [1, size(), 1], [size(), 1, size()], [n - 1, n + 1, n]];
}

/**
 * Matrix product on typed arrays: correct on matrices of shapes that are drawn from the seed, then fast. Score: how many times faster than
 * the initial program, the lower end of the 95 % interval of the median over interleaved pairs of runs.
 */
export function matmulKernel({ n }: { readonly n: number }): Evaluator {
  return defineEvaluator({
    name: 'matmul-kernel',
    interface:
      'export function multiply(a: Float64Array, b: Float64Array, c: Float64Array, rows: number, inner: number, columns: number): ' +
      'void, which writes the product of a (rows x inner) and b (inner x columns) into c (rows x columns), all row by row. ' +
      'Each size is 1 or more; every entry is a finite number, and so is every sum.',
    stages: [correctStage(product, (next) => drawShapes(next, n)), raceStage(product, [n, n, n], 6)],
  });
}
