import type { Evaluator, Stage } from './evaluator.ts';
import type { Problem } from './problem.ts';

/** Types a problem; its fields are checked when it is loaded. */
export function defineProblem(problem: Problem): Problem {
  return problem;
}

/** Types an evaluator; its fields are checked when the problem is loaded. */
export function defineEvaluator(evaluator: Evaluator): Evaluator {
  return evaluator;
}

/** Types one stage, so that `drive` and `score` agree on inputs and evidence. */
export function defineStage<Input, Evidence>(stage: Stage<Input, Evidence>): Stage<Input, Evidence> {
  return stage;
}
