import type {
  CommandOutput,
  CommandStage,
  CommandTiming,
  DriveStage,
  Evaluator,
  Stage,
  TimedEvidence,
} from './evaluator.ts';
import type { Problem } from './problem.ts';

/** Types a problem; its fields are checked when it is loaded. */
export function defineProblem(problem: Problem): Problem {
  return problem;
}

/** Types an evaluator; its fields are checked when the problem is loaded. */
export function defineEvaluator(evaluator: Evaluator): Evaluator {
  return evaluator;
}

/** Types one stage, so that its functions agree on inputs and evidence. */
export function defineStage<Input, Evidence>(stage: DriveStage<Input, Evidence>): DriveStage<Input, Evidence>;
export function defineStage<Input>(stage: TimedCommandStage<Input>): TimedCommandStage<Input>;
export function defineStage<Input>(stage: CommandStage<Input>): CommandStage<Input>;
export function defineStage(stage: Stage): Stage {
  return stage;
}

type TimedCommandStage<Input> = CommandStage<Input, TimedEvidence<CommandOutput>> & { readonly timing: CommandTiming };
