import { defineProblem } from 'germline';
import { describeTask, matrixTensor } from '../../evaluators/matrix-tensor.ts';

export default defineProblem({
  name: 'matrix-tensor-245',
  statement: describeTask(
    'Multiply a 2 x 4 matrix with a 4 x 5 one with as few products as possible. The usual method takes 40.\n' +
      'Hopcroft and Kerr found 33 in 1971, AlphaEvolve 32 in 2025.',
  ),
  evaluator: matrixTensor({
    ...{ rows: 2, inner: 4, columns: 5 },
    bound: { least: 20, source: 'as many as the largest of the three matrices has entries' },
  }),
  direction: 'min',
  knownBest: { score: 32, source: 'AlphaEvolve (2025); 33 Hopcroft and Kerr (1971)' },
});
