import { defineProblem } from 'germline';
import { matmulKernel } from '../../evaluators/matmul-kernel.ts';

export default defineProblem({
  name: 'matmul-kernel',
  statement: `
Multiply matrices of doubles faster. multiply(a, b, c, rows, inner, columns) writes the product of a (rows x inner) and b
(inner x columns) into c (rows x columns), all row by row; c holds garbage at first.

Every entry is checked within the rounding error that any order of summation may have, on matrices of many shapes, from 1 x 1 on,
which are unknown beforehand, with large and tiny values. Then it is raced against the initial program on 64 x 64 matrices that differ in every round, and
the results of the timed runs themselves are checked. The score is how many times faster it is, the lower
end of the interval; less than 5 % may be noise.
`,
  evaluator: matmulKernel({ n: 64 }),
});
