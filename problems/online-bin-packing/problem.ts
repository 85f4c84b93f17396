import { defineProblem } from 'germline';
import { binPackingStatement, onlineBinPacking } from '../../evaluators/online-bin-packing.ts';

export default defineProblem({
  name: 'online-bin-packing',
  statement: binPackingStatement(
    'Sizes follow a Weibull distribution (most items are between 20 and 70) in bins of capacity 100; 5,000 items arrive.',
  ),
  evaluator: onlineBinPacking({ family: 'weibull' }),
});
