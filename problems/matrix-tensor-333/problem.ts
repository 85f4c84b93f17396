import { defineProblem } from 'germline';
import { describeTask, matrixTensor } from '../../evaluators/matrix-tensor.ts';

export default defineProblem({
  name: 'matrix-tensor-333',
  statement: describeTask(
    'Multiply a 3 x 3 matrix with a 3 x 3 one with as few products as possible. The usual method takes 27.\n' +
      'Laderman found 23 in 1976, still the best known; fewer than 19 are impossible.',
  ),
  evaluator: matrixTensor({
    ...{ rows: 3, inner: 3, columns: 3 },
    bound: { least: 19, source: 'Bläser, 2003' },
  }),
  direction: 'min',
  knownBest: { score: 23, source: 'Laderman (1976)' },
});
