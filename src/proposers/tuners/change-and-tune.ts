import { refuse } from '../../api/attempt.ts';
import type { Proposer } from '../../api/proposer.ts';
import { withFiles } from '../../language/program.ts';
import { parametersOf } from './parameters.ts';
import { tuned } from './tune.ts';

/** Most operators that are asked for a change before the attempt is refused. */
const maxDraws = 8;

/** Makes the change of an operator that changes more than numbers, and tunes the child's numbers before it is evaluated. */
export function changeAndTune(operators: readonly Proposer[]): Proposer {
  const changes = operators.filter(({ name }) => !/^(tune|blend)/.test(name));
  return {
    name: 'change-and-tune',
    propose(request, signal) {
      for (let draw = 0; draw < maxDraws; draw++) {
        const child = request.random.pick(changes).propose(request, signal);
        if (typeof child === 'function' || child.status === 'refused') continue;
        const parameters = parametersOf(withFiles(request.parent.program, child.files));
        return tuned(request, parameters, undefined, { trials: 120, measured: 8 }, child);
      }
      return refuse('no-site', 'no change was possible');
    },
  };
}
