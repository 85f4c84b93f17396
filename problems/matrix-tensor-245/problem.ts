import { defineProblem } from 'germline';
import { matrixTensor } from '../../evaluators/matrix-tensor.ts';

export default defineProblem({
  name: 'matrix-tensor-245',
  statement: `
Multiply a 2 x 4 matrix with a 4 x 5 one with as few products as possible. The usual way takes 40.
Hopcroft and Kerr found 33 in 1971, AlphaEvolve 32 in 2025.

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
    ...{ rows: 2, inner: 4, columns: 5 },
    bound: { least: 20, source: 'as many as the largest of the three matrices has entries' },
  }),
  knownBest: { score: -32, source: 'AlphaEvolve (2025); 33 Hopcroft and Kerr (1971)' },
});
