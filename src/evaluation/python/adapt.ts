import type { PythonStage, Stage } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import type { Nature } from '../../api/store.ts';
import { isPython } from '../stage-kind.ts';

/** A problem as a look at its evaluator found it; one whose evaluator is not in Python stays what it is. */
export function adaptTo(nature: Nature | undefined, loaded: LoadedProblem): LoadedProblem {
  if (!nature) return loaded;
  const { problem } = loaded;
  const { descriptors = [] } = nature;
  const stages = problem.evaluator.stages.map((stage) => (isPython(stage) ? adaptStage(nature, stage) : stage));
  const axes = descriptors.length > 0 && !problem.descriptors && { descriptors };
  return { ...loaded, problem: { ...problem, ...axes, evaluator: { ...problem.evaluator, stages } } };
}

function adaptStage({ repeats, split, thresholds, milliseconds }: Nature, { threshold, ...stage }: PythonStage): Stage {
  return {
    ...stage,
    limits: { ...(milliseconds !== undefined && { milliseconds }), ...stage.limits },
    ...(threshold !== undefined && thresholds && { threshold }),
    ...(!split && { unprotected: true }),
    ...(repeats === 'never' && { measured: true }),
  };
}
