import { defineProblem } from 'germline';
import { sortingNetworks } from '../../evaluators/sorting-networks.ts';

export default defineProblem({
  name: 'sorting-networks',
  statement: `
Sorting networks with few comparators, for 9, 10, ... 16 inputs. A comparator [i, j], i < j, puts the smaller of the values on
wires i and j on i and the larger on j; a network is a list of them that sorts every input.

The score is the sum of the numbers of comparators for the eight sizes; lower is better. Each network is tried on all inputs
of zeros and ones, which is a proof (0-1 principle); a network that fails counts as bubble sort, n (n - 1) / 2, and a bit more.

Bubble sort makes 596 in all, Batcher's odd-even merge sort 355 to 363, the best known networks have 25, 29, 35, 39, 45, 51,
56 and 60 (340). Good networks begin with rounds that pair wires i and n - 1 - i or i and i + power of two, and are often
symmetric: with [i, j] they have [n - 1 - j, n - 1 - i]. The initial program completes any list of comparators so that it sorts,
and drops comparators that never exchange anything, so it needs a better beginning only.
`,
  evaluator: sortingNetworks({ from: 9, to: 16 }),
  direction: 'min',
  knownBest: {
    score: 340,
    source: "the best known networks for 9 to 16 inputs (Knuth, section 5.3.4, and Dobbelaere's list)",
  },
});
