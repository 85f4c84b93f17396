import type { DriveStage, Exports, ScoreResult, Stage } from '../src/api/evaluator.ts';
import { asDrive } from '../src/evaluation/stage-kind.ts';
import { loadProblem } from '../src/load-problem.ts';

/** Plain data, as it comes out of the sandbox. */
const clone = (value: unknown) => JSON.parse(JSON.stringify(value ?? null));

/** Scores a candidate in a stage, without a sandbox around it. */
export function resultOf(stage: Stage, candidate: Exports, seed = 1): ScoreResult {
  const { drive } = asDrive(stage);
  const inputs = typeof stage.inputs === 'function' ? stage.inputs(seed) : (stage.inputs ?? [null]);
  return stage.score(
    inputs.map((input) => clone(drive(candidate, clone(input)))),
    inputs,
  );
}

/** A stage of a problem that comes with germline. */
export async function stageOf(problem: string, name: string): Promise<DriveStage> {
  const { stages } = (await loadProblem(problem)).problem.evaluator;
  const stage = stages.find((one) => one.name === name);
  if (!stage) throw new Error(`${problem} has no stage ${name}`);
  return asDrive(stage);
}

export const initialOf = async (problem: string) => (await import(`../problems/${problem}/initial.ts`)) as Exports;

/** The score of a result; NaN where something is wrong. */
export const scoreOf = (result: ScoreResult) => ('score' in result ? result.score : Number.NaN);
