import { defineProblem } from 'germline';
import { capSet } from '../../evaluators/cap-set.ts';

export default defineProblem({
  name: 'cap-set-8',
  statement: `
Find a large cap set in 8 dimensions: vectors of numbers 0, 1, 2 of which no three are on a line, that is, no three
different ones have a sum that is zero modulo 3 in every coordinate.

The set is built greedily from priority(vector, n), which is called once for each of the 6561 vectors: the vector with the
highest priority that still fits is taken (the first when counting in base 3 if several are equal), and all vectors that would
complete a line are ruled out. The score is the size of the set. The priority may use anything: how many coordinates are 0, 1
or 2, where they are, coordinates in pairs or triples, reflections (vector[i] against vector[n - 1 - i]).
`,
  evaluator: capSet({ n: 8 }),
  knownBest: { score: 512, source: 'FunSearch (2024); 496 before' },
});
