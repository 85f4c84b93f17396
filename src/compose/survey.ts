import { UsageError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { adaptTo } from '../evaluation/python/adapt.ts';
import { adaptToCommands } from '../evaluation/repository/adapt.ts';
import { isUnprotected } from '../evaluation/stage-kind.ts';
import { type Survey, survey } from '../evaluation/survey.ts';
import type { Reporter } from '../run/engine.ts';

export interface SurveyedOptions {
  readonly seed: number;
  readonly sandbox?: SandboxLevel;
  readonly reporter?: Pick<Reporter, 'notice'>;
  /** Refuses a problem whose candidates can forge their scores. */
  readonly strict?: boolean;
  /** Runs every command of a repository once, where no search follows. */
  readonly brief?: boolean;
  /** Looks at the problem in place of this machine. */
  readonly look?: ((loaded: LoadedProblem) => Promise<Survey>) | undefined;
}

export interface Surveyed extends Omit<Survey, 'notes'> {
  readonly problem: LoadedProblem;
}

/**
 * Looks at an evaluator in Python, or at the commands of a repository, and says what it finds. @throws {UsageError} where it gives the initial program no
 * score, or is less safe than wanted.
 */
export async function surveyed(loaded: LoadedProblem, options: SurveyedOptions): Promise<Surveyed> {
  const { seed, sandbox = 'auto', reporter, strict = false, brief = false } = options;
  const look = options.look ?? (() => survey(loaded, { seed, sandbox, brief }));
  const { notes, ...found } = await look(loaded);
  const problem = adaptToCommands(found.commands, adaptTo(found.nature, loaded));
  for (const note of [...(loaded.suggested?.notes ?? []), ...notes]) reporter?.notice?.(note);
  if (strict && isUnprotected(problem.problem.evaluator))
    throw new UsageError(
      `Candidates of ${problem.problem.name} can forge their scores, and --strict refuses that. "germline check" says why.`,
    );
  return { problem, ...found };
}
