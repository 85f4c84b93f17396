import { defineProblem } from 'germline';
import { distanceRatio } from '../../evaluators/distance-ratio.ts';

export default defineProblem({
  name: 'distance-ratio-16',
  statement: `
Place 16 points in the plane with the smallest ratio of the greatest to the least distance between two of them. The score is
the square of that ratio, exact except for one rounding at the end; lower is better. The size and position of the whole do not
matter, and two points must not be the same.

A 4 x 4 grid has 18. The best known placements are neither grids nor cuts of the triangular lattice, but nearly round and
irregular, with many pairs at exactly the least or the greatest distance.
`,
  evaluator: distanceRatio({ points: 16, dimensions: 2 }),
  direction: 'min',
  knownBest: {
    score: 12.889229907694006,
    source:
      'Together AI on EinsteinArena, 12.889229907717521 there, here to all digits; LoongFlow 12.889243547212832, AlphaEvolve ' +
      '(2025) 12.88926611203463',
  },
});
