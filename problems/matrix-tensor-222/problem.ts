import { defineProblem } from 'germline';
import { matrixTensor } from '../../evaluators/matrix-tensor.ts';

export default defineProblem({
  name: 'matrix-tensor-222',
  statement: `
Multiply a 2 x 2 matrix with a 2 x 2 one with as few products as possible. The usual way takes 8.
Strassen needs 7, which is proven to be best: a problem to see the engine work.

A term [a, b, c] is one product: (sum of entries of the left matrix, weighted by a) times (sum of entries of the right one,
weighted by b), added to every entry of the result by its weight in c. The terms must sum up to the multiplication tensor:
the sum of a[i, j] b[k, l] c[r, s] is 1 where j = k, i = r and l = s, and 0 elsewhere. Weights are multiples of 1/8 from -256
to 256. All is checked in whole numbers.

The score is minus (number of terms + number of wrong entries of that sum). A wrong entry can be put right by one product of
its own, so leaving a few wrong is a way, and dropping a term is worth it when it spoils at most one entry. Known ways: flips
(two terms that share a factor are rewritten as two others, until two can be merged), alternating least squares with
rounding, symmetry under cyclic exchange of the three factors, and smaller algorithms used on blocks.
`,
  evaluator: matrixTensor({
    ...{ rows: 2, inner: 2, columns: 2 },
    bound: { least: 7, source: 'Winograd, 1971' },
  }),
  knownBest: { score: -7, source: 'Strassen (1969)' },
});
