import type { Proposer } from '../../api/proposer.ts';
import { withFiles } from '../../language/program.ts';
import { operators } from '../operators/javascript/index.ts';
import { refuse } from '../operators/javascript/site.ts';
import { parametersOf } from './parameters.ts';
import { tuned } from './tune.ts';

const changes = operators.filter(({ name }) => !/^(tune|blend)/.test(name));
/** Draws for a change that is none. */
const draws = 8;

/** Makes another operator's change, and gives the child's numbers a short search before it is judged by its score. */
export const changeAndTune: Proposer = {
  name: 'change-and-tune',
  propose(request, signal) {
    for (let draw = 0; draw < draws; draw++) {
      const child = request.random.pick(changes).propose(request, signal);
      if (child instanceof Promise || child.status === 'refused') continue;
      const parameters = parametersOf(withFiles(request.parent.program, child.files));
      return tuned(request, parameters, undefined, { trials: 120, measured: 8 }, child);
    }
    return refuse('no-site', 'no change was possible');
  },
};
