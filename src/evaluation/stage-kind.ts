import { extname } from 'node:path';
import type { CommandStage, DriveStage, Evaluator, PythonStage, RepositoryStage, Stage } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';

/** Whether an evaluator runs its candidates as programs of the system. The stages of an evaluator are of one kind. */
export function runsCommands({ stages }: Evaluator): boolean {
  return stages.some(isCommand);
}

/** What candidates need of the machine. */
export function needsOf({ problem: { evaluator }, initial }: LoadedProblem): { commands: boolean; gpu: boolean } {
  const gpu = evaluator.stages.some((stage) =>
    isRepository(stage) ? stage.limits?.gpu === true : isCommand(stage) && usesGpu(stage, initial.entry),
  );
  return { commands: runsPrograms(evaluator), gpu };
}

/** Whether a stage's programs use a GPU: those in CUDA do, unless the limits deny it. */
export function usesGpu({ limits }: CommandStage, entry: string): boolean {
  return limits?.gpu ?? extname(entry) === '.cu';
}

/** Whether a candidate can forge its score, as nothing judges what it prints. */
export function isUnprotected({ stages }: Evaluator): boolean {
  return stages.some((stage) => 'unprotected' in stage && stage.unprotected === true);
}

/** Whether candidates of an evaluator are programs of the system, in any of the ways to run them. */
export function runsPrograms(evaluator: Evaluator): boolean {
  return runsCommands(evaluator) || runsPython(evaluator) || runsRepository(evaluator);
}

/** Whether candidates are tested and measured in a copy of the user's repository. */
export function runsRepository({ stages }: Evaluator): boolean {
  return stages.some(isRepository);
}

export function isRepository(stage: Stage): stage is RepositoryStage {
  return 'repository' in stage;
}

/** Whether a user's evaluator in Python scores the candidates. */
export function runsPython({ stages }: Evaluator): boolean {
  return stages.some(isPython);
}

/** Whether such an evaluator calls the candidates beside them, and judges what comes out. */
export function drivesPython({ stages }: Evaluator): boolean {
  return stages.some((stage) => isPython(stage) && stage.python.kind === 'drives');
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
