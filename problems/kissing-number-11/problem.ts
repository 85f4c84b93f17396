import { defineProblem } from 'germline';
import { kissingNumber } from '../../evaluators/kissing-number.ts';

export default defineProblem({
  name: 'kissing-number-11',
  statement: `
How many spheres can touch one of the same size in 11 dimensions without overlapping? Return their centres as vectors of
11 whole numbers, in any scale.

The configuration is valid if no vector is zero and the least squared distance between two vectors is at least the
largest squared norm among them; norms may differ. This is checked exactly. The score is the number of vectors.

All vectors with two entries of -1 or 1 make 220 (the root lattice D11); the best lattice has 438. The configurations
beyond that (566, 582, 592) come from codes: supports and signs chosen from binary codes, several shapes of one norm at
once, such as (2, 2, 0, ...), (1 x 8, 0, 0, 0) and (2, 1 x 4, 0, ...), and then vectors between them that still fit.
`,
  evaluator: kissingNumber({
    dimensions: 11,
    bound: { most: 868, source: 'de Laat, Leijenhorst and de Muinck Keizer, 2022' },
  }),
  knownBest: { score: 604, source: 'EinsteinArena (2026); 593 AlphaEvolve (2025), 592 Ganzhinov (2022)' },
});
