import { defineProblem } from 'germline';
import { heilbronnTriangle } from '../../evaluators/heilbronn-triangle.ts';

export default defineProblem({
  name: 'heilbronn-triangle-11',
  statement: `
Place 11 points in a triangle so that the smallest of the 165 triangles they form is as large as possible.

The triangle has the corners (0, 0), (1, 0) and (0, 1): a point is [u, v] with u >= 0, v >= 0 and u + v <= 1. The score is
the smallest area as a share of the whole triangle, which is the smallest |determinant| of two sides. Any other triangle
can be mapped onto this one without changing that share.

Everything is checked in exact arithmetic without tolerance: u + v must not exceed 1 by even the last digit of a double, so
keep a distance of 1e-15 or so from the long side. Good placements have three to six points on the sides. They are found by
maximising the smallest area over all triangles at once; in the end many triangles have the same area.
`,
  evaluator: heilbronnTriangle({ points: 11 }),
  knownBest: {
    score: 0.036529889880030135,
    source: 'AlphaEvolve (2025), mapped to this triangle and repaired by 1e-15',
  },
});
