import { defineProblem } from 'germline';
import { binPackingStatement, onlineBinPacking } from '../../evaluators/online-bin-packing.ts';

export default defineProblem({
  name: 'online-bin-packing',
  statement: binPackingStatement(
    'Sizes follow a Weibull distribution (most items are between 20 and 70) in bins of capacity 100; 5,000 items arrive.',
  ),
  evaluator: onlineBinPacking({ family: 'weibull' }),
  direction: 'min',
  // 40 bins more than the bound of 6040, on the instances of the search.
  knownBest: { score: 0.6622516556291391, source: 'FunSearch (2024): its heuristic, scored here' },
});
