import type { InitialAttempt, Recorded } from '../api/attempt.ts';
import { FailureError } from '../api/errors.ts';
import type { EvaluatorPool, Failed, Scored } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { measureProgram, programKey } from '../language/program.ts';

/** The name of an initial program in messages; `count` is the number of them. */
export function nameOfInitial(number: number, count: number): string {
  return count === 1 ? 'The initial program' : `Initial program ${number + 1} of ${count}`;
}

/** Scores the initial programs of a run. Program i begins the islands i, i + n, i + 2n, … of n programs. */
export async function scoreInitials(
  problem: LoadedProblem,
  programs: readonly Program[],
  islands: number,
  evaluator: EvaluatorPool,
): Promise<readonly Recorded[]> {
  return await Promise.all(
    programs.map(async (program, number) => {
      const evaluation = await evaluator.evaluate(program);
      if (evaluation.status === 'failed')
        throw unusable(problem, program, nameOfInitial(number, programs.length), evaluation);
      return recordedInitial(program, number, islandsFor(number, programs.length, islands), evaluation);
    }),
  );
}

/** The islands that an initial program begins: every island has one. */
function islandsFor(number: number, programs: number, islands: number): readonly number[] {
  if (number >= islands) return [number % islands];
  return Array.from({ length: islands }, (_, island) => island).filter((island) => island % programs === number);
}

function unusable({ problem, initial }: LoadedProblem, program: Program, name: string, failed: Failed): FailureError {
  const { reason, stage, feedback } = failed;
  return new FailureError(
    `${name} of ${problem.name} gets no score, so there is nothing to improve: ${reason} in stage ${stage}. ${feedback}\n` +
      'Fix the program or the evaluator, and try it with: ' +
      `germline eval ${problem.name}${program === initial ? '' : ' --candidate FILE'}`,
  );
}

function recordedInitial(program: Program, number: number, islands: readonly number[], scored: Scored): Recorded {
  const attempt: InitialAttempt = {
    ...{ kind: 'initial', number, watermark: number, at: 0, islands },
    cost: { propose: 0, evaluate: scored.stages.reduce((sum, stage) => sum + Math.round(stage.milliseconds), 0) },
    outcome: { ...scored, key: programKey(program), measures: measureProgram(program) },
  };
  return { attempt, program };
}
