import { defineProblem } from 'germline';
import { erdosOverlap } from '../../evaluators/erdos-overlap.ts';

export default defineProblem({
  name: 'erdos-overlap',
  statement: `
Erdős' minimum overlap problem. Find a function h on [0, 2] with values in [0, 1] and integral 1 for which the largest
overlap, the maximum over all shifts x of the integral of h(t + x) (1 - h(t)) dt, is as small as possible.

h has 200 equal steps, given as whole numbers of 2 ** -20: heights(n, one) returns n whole numbers from 0 to one whose sum
is exactly n * one / 2. The score is the largest overlap, 2 / n * max over k of sum of h[i + k] (1 - h[i]); lower is better,
and all sums are exact. The constant function 1/2 has 0.5. The best functions are symmetric, zero near both ends, near 1 in the middle,
and uneven between. At the optimum many shifts have the same overlap, so linear programming around the current function,
gradient steps on a smoothed maximum, and hill climbing over single heights all work.
`,
  evaluator: erdosOverlap({ steps: 200 }),
  direction: 'min',
  knownBest: {
    score: 0.38085867721583955,
    source:
      'Hyra on EinsteinArena, with 1,024 steps; 0.380859057 lnzwz there with 512, 0.380868 SimpleTES, 0.380924 AlphaEvolve ' +
      '(2025), 0.380927 Haugland (2016)',
  },
});
