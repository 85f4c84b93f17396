import { defineProblem } from 'germline';
import { describeTask, matrixTensor } from '../../evaluators/matrix-tensor.ts';

export default defineProblem({
  name: 'matrix-tensor-444',
  statement: describeTask(
    'Multiply a 4 x 4 matrix with a 4 x 4 one with as few products as possible, with complex weights. The usual method takes 64.\n' +
      'Strassen, used twice, needs 49; AlphaEvolve found 48 with complex weights in 2025.',
    { complex: true },
  ),
  evaluator: matrixTensor({
    ...{ rows: 4, inner: 4, columns: 4, complex: true },
    bound: { least: 28, source: 'Bläser, 1999' },
  }),
  direction: 'min',
  knownBest: { score: 48, source: 'AlphaEvolve (2025); 49 Strassen (1969), used twice' },
});
