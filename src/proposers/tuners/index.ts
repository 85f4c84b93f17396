import type { Proposer } from '../../api/proposer.ts';
import { refuse } from '../operators/javascript/site.ts';
import { changeAndTune } from './change-and-tune.ts';
import { fitTable } from './fit-table.ts';
import { searchFormula } from './search-formula.ts';
import { simplify } from './simplify.ts';
import { tune } from './tune.ts';

/** Spends a search only on a parent that is as good as the best it is shown with. */
function onGoodParents(proposer: Proposer): Proposer {
  return {
    name: proposer.name,
    propose(request, signal) {
      const isGood = request.inspirations.every(({ fitness }) => fitness <= request.parent.fitness);
      return isGood ? proposer.propose(request, signal) : refuse('no-site', 'the parent is not worth a search');
    },
  };
}

/** The model-free proposers that search by themselves, with trials. */
export const tuners: readonly Proposer[] = [tune, changeAndTune, fitTable, searchFormula, simplify].map(onGoodParents);
