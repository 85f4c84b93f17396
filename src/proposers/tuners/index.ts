import { refuse } from '../../api/attempt.ts';
import type { Proposer } from '../../api/proposer.ts';
import { changeAndTune } from './change-and-tune.ts';
import { evolveFormula } from './javascript/evolve-formula.ts';
import { fitTable } from './javascript/fit-table.ts';
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

/**
 * The model-free proposers that evaluate programs themselves; one of them tunes what these operators change. Some know
 * `scripts` (JavaScript and TypeScript) only. Without operators nothing can be read of a program, and there are none.
 */
export function tunersWith(operators: readonly Proposer[], scripts: boolean): readonly Proposer[] {
  if (operators.length === 0) return [];
  const own = scripts ? [fitTable, evolveFormula] : [];
  return [tune, changeAndTune(operators), ...own, simplify].map(onGoodParents);
}
