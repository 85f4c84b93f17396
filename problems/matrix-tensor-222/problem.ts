import { defineProblem } from 'germline';
import { describeTask, matrixTensor } from '../../evaluators/matrix-tensor.ts';

export default defineProblem({
  name: 'matrix-tensor-222',
  statement: describeTask(
    'Multiply a 2 x 2 matrix with a 2 x 2 one with as few products as possible. The usual method takes 8.\n' +
      'Strassen needs 7, which is proven to be best.',
  ),
  evaluator: matrixTensor({
    ...{ rows: 2, inner: 2, columns: 2 },
    bound: { least: 7, source: 'Winograd, 1971' },
  }),
  direction: 'min',
  knownBest: { score: 7, source: 'Strassen (1969)' },
});
