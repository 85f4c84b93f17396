import { defineProblem } from 'germline';
import { matrixTensor } from '../../evaluators/matrix-tensor.ts';

export default defineProblem({
  name: 'matrix-tensor-333',
  statement: `
Multiply a 3 x 3 matrix with a 3 x 3 one with as few products as possible. The usual way takes 27.
Laderman found 23 in 1976; nobody has found fewer since, and fewer than 19 are impossible.

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
    ...{ rows: 3, inner: 3, columns: 3 },
    bound: { least: 19, source: 'Bläser, 2003' },
  }),
  knownBest: { score: -23, source: 'Laderman (1976); nothing better was found since' },
});
