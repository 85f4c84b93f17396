import type { InitialAttempt, Recorded } from '../api/attempt.ts';
import { FailureError } from '../api/errors.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { programKey } from '../language/javascript/key.ts';
import { measureProgram } from '../language/javascript/measure.ts';

/** Scores the initial programs of a run. Program i begins the islands i, i + n, i + 2n, … of n programs. */
export async function scoreInitials(
  problem: LoadedProblem,
  programs: readonly Program[],
  islands: number,
  evaluator: EvaluatorPool,
): Promise<readonly Recorded[]> {
  const numbers = Array.from({ length: islands }, (_, island) => island);
  return await Promise.all(
    programs.map((program, number) => {
      const own =
        number < islands ? numbers.filter((island) => island % programs.length === number) : [number % islands];
      return scoreInitial(problem, program, number, own, evaluator);
    }),
  );
}

async function scoreInitial(
  { problem }: LoadedProblem,
  program: Program,
  number: number,
  islands: readonly number[],
  evaluator: EvaluatorPool,
): Promise<Recorded> {
  const evaluation = await evaluator.evaluate(program);
  if (evaluation.status === 'failed')
    throw new FailureError(
      `${number === 0 ? 'The initial program' : `Initial program ${number + 1}`} of ${problem.name} gets no score, so there ` +
        `is nothing to improve: ${evaluation.reason} in stage ${evaluation.stage}. ${evaluation.feedback}\n` +
        `Fix the program or the evaluator, and try it with: germline eval ${problem.name}`,
    );
  const attempt: InitialAttempt = {
    ...{ kind: 'initial', number, watermark: number, at: 0, islands },
    cost: { propose: 0, evaluate: evaluation.stages.reduce((sum, stage) => sum + Math.round(stage.milliseconds), 0) },
    outcome: { ...evaluation, key: programKey(program), measures: measureProgram(program) },
  };
  return { attempt, program };
}
