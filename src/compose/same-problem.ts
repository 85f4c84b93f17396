import { UsageError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { RunFacts } from '../api/store.ts';
import { adaptTo } from '../evaluation/python/adapt.ts';
import { adaptToCommands } from '../evaluation/repository/adapt.ts';
import { isFingerprintOf } from '../fingerprint.ts';
import { loadProblem } from '../load-problem.ts';

/** Loads the problem of a run. @throws {UsageError} if it has changed, since scores could not be compared. */
export async function sameProblem(facts: RunFacts): Promise<LoadedProblem> {
  const problem = await loadProblem(facts.problem.source);
  if (isFingerprintOf(facts.problem.fingerprint, problem))
    return adaptToCommands(facts.commands, adaptTo(facts.nature, problem));
  throw new UsageError(
    `The problem ${facts.problem.name} has changed since this population was made, so new scores could not be ` +
      'compared with the recorded ones. Put the old files of the problem back, or start a new population with: ' +
      `germline run ${facts.problem.source}`,
  );
}
