import type { Exports, Judgement, Stage } from '../src/api/evaluator.ts';
import { loadProblem } from '../src/load-problem.ts';

/** Plain data, as it comes out of the sandbox. */
const clone = (value: unknown) => JSON.parse(JSON.stringify(value ?? null));

/** What a stage says of a candidate, without a sandbox around it. */
export function judge(stage: Stage, candidate: Exports, seed = 1): Judgement {
  const inputs = typeof stage.inputs === 'function' ? stage.inputs(seed) : (stage.inputs ?? [null]);
  return stage.score(
    inputs.map((input) => clone(stage.drive(candidate, clone(input)))),
    inputs,
  );
}

/** A stage of a problem that comes with germline. */
export async function stageOf(problem: string, name: string): Promise<Stage> {
  const { stages } = (await loadProblem(problem)).problem.evaluator;
  const stage = stages.find((one) => one.name === name);
  if (!stage) throw new Error(`${problem} has no stage ${name}`);
  return stage;
}

export const initialOf = async (problem: string) => (await import(`../problems/${problem}/initial.ts`)) as Exports;

/** The score of a judgement; NaN where something is wrong. */
export const scoreOf = (judgement: Judgement) => ('score' in judgement ? judgement.score : Number.NaN);
