import { extname } from 'node:path';
import type { CommandStage, DriveStage, Evaluator, PythonStage, Stage } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';

/** Whether an evaluator runs its candidates as programs of the system. The stages of an evaluator are of one kind. */
export function runsCommands({ stages }: Evaluator): boolean {
  return stages.some(isCommand);
}

/** What candidates need of the machine. */
export function needsOf({ problem: { evaluator }, initial }: LoadedProblem): { commands: boolean; gpu: boolean } {
  const gpu = evaluator.stages.some((stage) => isCommand(stage) && usesGpu(stage, initial.entry));
  return { commands: runsCommands(evaluator) || runsPython(evaluator), gpu };
}

/** Whether a stage's programs use a GPU: those in CUDA do, unless the limits deny it. */
export function usesGpu({ limits }: CommandStage, entry: string): boolean {
  return limits?.gpu ?? extname(entry) === '.cu';
}

/** Whether a candidate can forge its score, as nothing judges what it prints. */
export function isUnprotected({ stages }: Evaluator): boolean {
  return stages.some((stage) => 'unprotected' in stage && stage.unprotected === true);
}

/** Whether a user's evaluator in Python scores the candidates. */
export function runsPython({ stages }: Evaluator): boolean {
  return stages.some(isPython);
}

export function isPython(stage: Stage): stage is PythonStage {
  return 'python' in stage;
}

export function isCommand(stage: Stage): stage is CommandStage {
  return 'command' in stage;
}

/** @throws {Error} where the stage is of another kind: callers check that first. */
export function asDrive(stage: Stage): DriveStage {
  if ('drive' in stage) return stage;
  throw new Error(`the stage ${stage.name} has no drive`);
}
