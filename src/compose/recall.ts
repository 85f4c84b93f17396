import { UsageError } from '../api/errors.ts';
import type { Population } from '../api/population.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { RunFacts } from '../api/store.ts';
import { readRecordedConfig } from '../config.ts';
import type { KnownProblem } from '../report/facts.ts';
import { createPopulation, descriptorsOf } from './create-state.ts';
import { sameProblem } from './same-problem.ts';

/** A run's problem and an empty population, ready to be told the record again. */
interface Recalled {
  readonly problem: LoadedProblem | undefined;
  /** Without any attempt yet. */
  readonly population: Population;
  readonly known: KnownProblem | undefined;
  /** Why the problem cannot be read as it was; undefined if it can. */
  readonly missing: string | undefined;
}

/** Reads a run's problem, if it is still the same. */
export async function recall(facts: RunFacts): Promise<Recalled> {
  const config = readRecordedConfig(facts.config);
  const problem = await sameProblem(facts).catch((error: unknown) => {
    if (error instanceof UsageError) return error.message;
    throw error;
  });
  if (typeof problem === 'string')
    return {
      problem: undefined,
      population: createPopulation(config, [], facts),
      known: undefined,
      missing: problem,
    };
  const descriptors = descriptorsOf(problem, config);
  const known = { problem: problem.problem, descriptors };
  return { problem, population: createPopulation(config, descriptors, facts), known, missing: undefined };
}
