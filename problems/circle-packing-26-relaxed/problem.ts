import { defineProblem } from 'germline';
import { circlePacking } from '../../evaluators/circle-packing.ts';

export default defineProblem({
  name: 'circle-packing-26-relaxed',
  statement: `
Pack 26 circles that do not overlap into the unit square [0, 1] x [0, 1] so that the sum of their radii is as large as
possible. Radii may differ.

Feasibility is checked in exact arithmetic without tolerance: circles may touch, but must not overlap by even the last digit
of a double, so shrink radii by a relative 1e-12 or so at the end.
`,
  evaluator: circlePacking({ circles: 26 }),
  knownBest: {
    score: 2.635983,
    source: 'AlphaEvolve repository of problems, after a shrink of one unit in the last place',
  },
});
