import type { LoadedProblem } from '../api/problem.ts';
import type { Nature, RunFacts } from '../api/store.ts';
import { chooseJail, type SandboxLevel } from './jail/choose-jail.ts';
import { entranceOf } from './open-halves.ts';
import { surveyPython } from './python/survey.ts';
import { surveyRepository } from './repository/survey.ts';
import { runsPython, runsRepository } from './stage-kind.ts';

export interface SurveyOptions {
  readonly seed: number;
  readonly sandbox: SandboxLevel;
  /** Runs every command of a repository once, where no search follows. */
  readonly brief: boolean;
}

/** What a look at a problem found, and what of it a person should know, in words. */
export interface Survey {
  /** Undefined where the evaluator is not in Python. */
  readonly nature?: Nature;
  /** Undefined where it is no repository. */
  readonly commands?: NonNullable<RunFacts['commands']>;
  readonly notes: readonly string[];
}

/** Whether there is anything to look at before a search. */
export function needsSurvey({ problem: { evaluator } }: LoadedProblem): boolean {
  return runsPython(evaluator) || runsRepository(evaluator);
}

/**
 * Looks at an evaluator in Python, or at the commands of a repository. @throws {UsageError} where it gives the initial
 * program no score.
 */
export async function survey(loaded: LoadedProblem, { seed, sandbox, brief }: SurveyOptions): Promise<Survey> {
  const { evaluator } = loaded.problem;
  if (runsPython(evaluator))
    return await surveyPython(loaded, { seed, jail: { enter: entranceOf(chooseJail(sandbox)) } });
  if (runsRepository(evaluator)) return await surveyRepository(loaded, { jail: chooseJail(sandbox), brief });
  return { notes: [] };
}
