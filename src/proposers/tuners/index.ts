import { refuse } from '../../api/attempt.ts';
import type { Proposer } from '../../api/proposer.ts';
import { changeAndTune } from './change-and-tune.ts';
import { evolveFormula } from './evolve-formula.ts';
import { fitTable } from './fit-table.ts';
import { simplify } from './simplify.ts';
import { tune } from './tune.ts';

/** Spends trials only on a parent that is as good as the best inspiration. */
function onGoodParents(proposer: Proposer): Proposer {
  return {
    name: proposer.name,
    propose(request, signal) {
      const isGood = request.inspirations.every(({ fitness }) => fitness <= request.parent.fitness);
      return isGood
        ? proposer.propose(request, signal)
        : refuse('no-site', 'a better program than the parent is known, so it is not worth the trials');
    },
  };
}

/** The model-free proposers that evaluate programs themselves; one of them tunes what the operators change. */
export function tunersWith(operators: readonly Proposer[]): readonly Proposer[] {
  return [tune, changeAndTune(operators), fitTable, evolveFormula, simplify].map(onGoodParents);
}
