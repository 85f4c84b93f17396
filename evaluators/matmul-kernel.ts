import { defineEvaluator, type Evaluator } from 'germline';
import { correctStage, type Kernel, raceStage } from './kit/kernel.ts';

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

/**
 * Matrix product on typed arrays: correct on matrices of several shapes, then fast. Score: how many times faster than
 * the initial program, the lower end of the 95 % interval of the median over interleaved pairs of runs.
 */
export function matmulKernel({ n }: { readonly n: number }): Evaluator {
  return defineEvaluator({
    name: 'matmul-kernel',
    interface:
      'export function multiply(a: Float64Array, b: Float64Array, c: Float64Array, rows: number, inner: number, columns: number): ' +
      'void, which writes the product of a (rows x inner) and b (inner x columns) into c (rows x columns), all row by row.',
    stages: [
      correctStage(product, [
        [1, 1, 1],
        [2, 3, 4],
        [7, 5, 3],
        [16, 16, 16],
        [33, 17, 9],
        [1, 40, 1],
        [n, n, n],
      ]),
      raceStage(product, [n, n, n], 6),
    ],
  });
}
