import { defineProblem } from 'germline';
import { tspHeuristic } from '../../evaluators/tsp-heuristic.ts';

export default defineProblem({
  name: 'tsp-heuristic',
  statement: `
Find short closed tours through cities in the plane (travelling salesman). tour(cities) gets a list of [x, y] in whole
numbers from 0 to 1000 and returns the indices of all cities in the order of the tour.

The instances have 100 and 200 cities: spread evenly, in clusters, and on a grid like the holes of a circuit board; others,
of 150 and 300 cities, are held back. The seed of a run turns, mirrors and renumbers them. Distances are rounded to whole numbers. The score is the mean excess over a proven lower
bound, in percent; lower is better. Nearest neighbour is about 25 % above it, two-edge exchange (2-opt) about 6 %, with moved segments
(Or-opt) about 4 %, the tours of a long search 0.87 %.

Each tour may take ten million operations (an operator, a call, a member access, a branch and a pass of a loop are one each), so
a search with a fixed number of steps is possible; there is no clock, and the same program returns the same tours every time.
`,
  evaluator: tspHeuristic(),
  direction: 'min',
  knownBest: {
    score: 0.871416,
    source: 'a long search of our own (bench/tsp/best-tour.ts), with 30,000 perturbations',
  },
});
