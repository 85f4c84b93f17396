import { defineProblem } from 'germline';
import { binPackingStatement, onlineBinPacking } from '../../evaluators/online-bin-packing.ts';

export default defineProblem({
  name: 'online-bin-packing-uniform',
  statement: binPackingStatement('Sizes are spread evenly from 20 to 100, in bins of capacity 150; 500 items arrive.'),
  evaluator: onlineBinPacking({ family: 'uniform' }),
  direction: 'min',
});
