import { UsageError } from '../api/errors.ts';
import type { Population } from '../api/population.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { RunFacts } from '../api/store.ts';
import { readConfig } from '../config.ts';
import type { KnownProblem } from '../report/facts.ts';
import { createPopulation, descriptorsOf } from './create-state.ts';
import { sameProblem } from './same-problem.ts';

/** What a run was about, to tell its record to a population once more. */
interface Recalled {
  readonly problem: LoadedProblem | undefined;
  /** Told nothing yet. */
  readonly population: Population;
  readonly known: KnownProblem | undefined;
  /** Why the problem has no part in this, where it cannot be read as it was. */
  readonly missing: string | undefined;
}

/** Reads a run's problem as far as it is still there. */
export async function recall(facts: RunFacts): Promise<Recalled> {
  const config = readConfig(facts.config);
  const problem = await sameProblem(facts).catch((error: unknown) => {
    if (error instanceof UsageError) return error.message;
    throw error;
  });
  if (typeof problem === 'string')
    return {
      problem: undefined,
      population: createPopulation(config, [], facts.objectives),
      known: undefined,
      missing: problem,
    };
  const descriptors = descriptorsOf(problem, config);
  const known = { problem: problem.problem, descriptors };
  return { problem, population: createPopulation(config, descriptors, facts.objectives), known, missing: undefined };
}
