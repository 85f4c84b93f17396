import { UsageError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Nature } from '../api/store.ts';
import { chooseJail, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { entranceOf } from '../evaluation/open-halves.ts';
import { adaptTo } from '../evaluation/python/adapt.ts';
import { surveyPython } from '../evaluation/python/survey.ts';
import { isUnprotected, runsPython } from '../evaluation/stage-kind.ts';
import type { Reporter } from '../run/engine.ts';

export interface SurveyedOptions {
  readonly seed: number;
  readonly sandbox?: SandboxLevel;
  readonly reporter?: Pick<Reporter, 'notice'>;
  /** Refuses a problem whose candidates can forge their scores. */
  readonly strict?: boolean;
}

export interface Surveyed {
  readonly problem: LoadedProblem;
  /** Undefined where the evaluator is not in Python. */
  readonly nature: Nature | undefined;
}

/**
 * Looks at an evaluator in Python, and says what it finds. @throws {UsageError} where it gives the initial program no
 * score, or is less safe than wanted.
 */
export async function surveyed(loaded: LoadedProblem, options: SurveyedOptions): Promise<Surveyed> {
  const { seed, sandbox = 'auto', reporter, strict = false } = options;
  const survey = runsPython(loaded.problem.evaluator)
    ? await surveyPython(loaded, { seed, jail: { enter: entranceOf(chooseJail(sandbox)) } })
    : undefined;
  const problem = adaptTo(survey?.nature, loaded);
  for (const note of [...(loaded.suggested?.notes ?? []), ...(survey?.notes ?? [])]) reporter?.notice?.(note);
  if (strict && isUnprotected(problem.problem.evaluator))
    throw new UsageError(
      `Candidates of ${problem.problem.name} can forge their scores, and --strict refuses that. "germline check" says why.`,
    );
  return { problem, nature: survey?.nature };
}
