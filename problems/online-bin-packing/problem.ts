import { defineProblem } from 'germline';
import { onlineBinPacking } from '../../evaluators/online-bin-packing.ts';

export default defineProblem({
  name: 'online-bin-packing',
  statement: `
Items arrive one by one, and each must be put into a bin at once, without knowing what comes. Write the priority by which
an item chooses among the bins that have room for it, so that few bins are used.

priority(item, room, capacity) is asked for every open bin with room >= item, and for one empty bin (room = capacity); the
bin with the highest priority gets the item, and of equal ones the fullest. It must be a pure function of its arguments.

Two families of instances count alike: sizes after a Weibull distribution in bins of capacity 100 (most items are between
20 and 70), and sizes spread evenly from 20 to 100 in bins of capacity 150. The score is minus the number of bins beyond
the lower bound (sum of sizes / capacity), in percent. A good idea from the literature: avoid leaving small gaps that no
later item fits.
`,
  evaluator: onlineBinPacking(),
});
