import type { RunFacts } from '../api/store.ts';
import { readConfig, type SearchConfig } from '../config.ts';
import type { Askable } from '../models/askable.ts';
import { Spending } from '../models/spending.ts';
import type { Search } from '../run/engine.ts';
import { createSearch } from './create-search.ts';
import { sameProblem } from './same-problem.ts';

/** The search of a recorded run, told nothing yet; it asks no model. */
export async function silentSearch(
  facts: RunFacts,
): Promise<{ readonly config: SearchConfig; readonly search: Search }> {
  const config = readConfig(facts.config);
  return { config, search: createSearch(await sameProblem(facts), config, facts.seed, silentModels(config)) };
}

/** Models of a replay: their answers are in the record. */
export function silentModels({ models, deterministic }: SearchConfig): ReadonlyMap<string, Askable> {
  const call = () => Promise.reject(new Error('a replay asks no model'));
  return new Map(
    models.map((settings) => [
      settings.label,
      { settings, call, timed: !deterministic, spending: new Spending(settings) },
    ]),
  );
}
