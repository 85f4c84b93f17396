import type { CommandLine, Stage } from '../api/evaluator.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { StageTerms } from '../api/proposer.ts';
import { commandLimits } from './native/plan.ts';
import { driveLimits } from './plan.ts';
import { isCommand } from './stage-kind.ts';

/** What decides about a candidate in the stages of a search. Held-back stages are not part of it. */
export function termsOf({ problem, initial }: LoadedProblem): readonly StageTerms[] {
  const limitsOf = (stage: Stage) => (isCommand(stage) ? commandLimits(stage, initial) : driveLimits(stage));
  return problem.evaluator.stages
    .filter(({ heldBack }) => !heldBack)
    .map((stage) => ({ name: stage.name, limits: limitsOf(stage), call: callOf(stage) }));
}

function callOf(stage: Stage): string {
  if (!isCommand(stage)) return withoutGaps(stage.drive.toString());
  const { build, run } = stage.command;
  return [build, run].flatMap((line) => (line === undefined ? [] : lineOf(line))).join('\n');
}

/** Without the gaps that types leave behind when they are removed. */
function withoutGaps(code: string): string {
  return code.replace(/(\S) +(?=[,;.)[\]])/g, '$1').replace(/(\S) {2,}/g, '$1 ');
}

function lineOf(line: CommandLine): string {
  return typeof line === 'string' ? line : line.join(' ');
}
