import { UsageError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Nature, RunFacts } from '../api/store.ts';
import { chooseJail, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { entranceOf } from '../evaluation/open-halves.ts';
import { adaptTo } from '../evaluation/python/adapt.ts';
import { surveyPython } from '../evaluation/python/survey.ts';
import { adaptToCommands } from '../evaluation/repository/adapt.ts';
import { surveyRepository } from '../evaluation/repository/survey.ts';
import { isUnprotected, runsPython, runsRepository } from '../evaluation/stage-kind.ts';
import type { Reporter } from '../run/engine.ts';

export interface SurveyedOptions {
  readonly seed: number;
  readonly sandbox?: SandboxLevel;
  readonly reporter?: Pick<Reporter, 'notice'>;
  /** Refuses a problem whose candidates can forge their scores. */
  readonly strict?: boolean;
  /** Runs every command of a repository once, where no search follows. */
  readonly brief?: boolean;
}

export interface Surveyed {
  readonly problem: LoadedProblem;
  /** Undefined where the evaluator is not in Python. */
  readonly nature: Nature | undefined;
  /** Undefined where it is no repository. */
  readonly commands: RunFacts['commands'];
}

/**
 * Looks at an evaluator in Python, or at the commands of a repository, and says what it finds. @throws {UsageError} where it gives the initial program no
 * score, or is less safe than wanted.
 */
export async function surveyed(loaded: LoadedProblem, options: SurveyedOptions): Promise<Surveyed> {
  const { seed, sandbox = 'auto', reporter, strict = false, brief = false } = options;
  const survey = runsPython(loaded.problem.evaluator)
    ? await surveyPython(loaded, { seed, jail: { enter: entranceOf(chooseJail(sandbox)) } })
    : undefined;
  const found = runsRepository(loaded.problem.evaluator)
    ? await surveyRepository(loaded, { jail: chooseJail(sandbox), brief })
    : undefined;
  const problem = adaptToCommands(found?.commands, adaptTo(survey?.nature, loaded));
  for (const note of [...(loaded.suggested?.notes ?? []), ...(survey?.notes ?? found?.notes ?? [])])
    reporter?.notice?.(note);
  if (strict && isUnprotected(problem.problem.evaluator))
    throw new UsageError(
      `Candidates of ${problem.problem.name} can forge their scores, and --strict refuses that. "germline check" says why.`,
    );
  return { problem, nature: survey?.nature, commands: found?.commands };
}
