import type { Stage } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { StageTerms } from '../api/proposer.ts';
import { commandLimits } from './native/plan.ts';
import { lineOf } from './native/words.ts';
import { driveLimits } from './plan.ts';
import { pythonLimits } from './python/plan.ts';
import { repositoryLimits } from './repository/plan.ts';
import { isCommand, isPython, isRepository } from './stage-kind.ts';

/** What decides about a candidate in the stages of a search. Held-back stages are not part of it. */
export function termsOf({ problem, initial }: LoadedProblem): readonly StageTerms[] {
  return problem.evaluator.stages
    .filter(({ heldBack }) => !heldBack)
    .map((stage) => ({ name: stage.name, limits: limitsOf(stage, initial), call: callOf(stage) }));
}

function limitsOf(stage: Stage, initial: Program): StageTerms['limits'] {
  if (isCommand(stage)) return commandLimits(stage, initial);
  if (isRepository(stage)) return repositoryLimits(stage);
  return isPython(stage) ? pythonLimits(stage) : driveLimits(stage);
}

function callOf(stage: Stage): string {
  if (isPython(stage)) return stage.python.drive ?? `${stage.python.file}: ${stage.python.call}(path of the program)`;
  if (isRepository(stage)) return lineOf(stage.repository.run);
  if (!isCommand(stage)) return withoutGaps(stage.drive.toString());
  const { build, run } = stage.command;
  return [build, run].flatMap((line) => (line === undefined ? [] : lineOf(line))).join('\n');
}

/** Without the gaps that types leave behind when they are removed. */
function withoutGaps(code: string): string {
  return code.replace(/(\S) +(?=[,;.)[\]])/g, '$1').replace(/(\S) {2,}/g, '$1 ');
}
