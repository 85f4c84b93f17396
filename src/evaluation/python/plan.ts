import { extname } from 'node:path';
import type { PythonCall, PythonLimits, PythonStage } from '../../api/evaluator.ts';
import type { LoadedProblem } from '../../api/problem.ts';
import { isPython } from '../stage-kind.ts';

/** A stage that calls a user's evaluator, with everything about it that is the same for all candidates. */
export interface PythonPlan {
  readonly name: string;
  readonly python: PythonCall;
  readonly limits: PythonLimits;
  /** Whether candidates run in a process and a jail of their own. */
  readonly split: boolean;
  /** Whether audits alone run it. */
  readonly heldBack: boolean;
}

/** OpenEvolve's own limit of time. A look at the initial program replaces it where the problem sets none. */
export const pythonDefaults: PythonLimits = {
  milliseconds: 300_000,
  megabytes: 2048,
  scratchMegabytes: 256,
  processes: 64,
};

/** The limits of a stage, with defaults for those that it does not set. */
export function pythonLimits({ limits }: PythonStage): PythonLimits {
  return { ...pythonDefaults, ...limits };
}

export function planPython({ problem, initial }: LoadedProblem): readonly PythonPlan[] {
  return problem.evaluator.stages.filter(isPython).map((stage) => ({
    ...{ name: stage.name, python: stage.python, limits: pythonLimits(stage) },
    split: stage.unprotected !== true && extname(initial.entry) === '.py',
    heldBack: stage.heldBack === true,
  }));
}
