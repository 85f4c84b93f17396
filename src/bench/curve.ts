import type { Attempt } from '../api/attempt.ts';
import type { RunFacts } from '../api/store.ts';
import { evaluationsOf } from '../population/evaluations-of.ts';
import { isAudit } from '../population/is-audit.ts';
import { IslandPopulation } from '../population/island-population.ts';
import { openReader } from '../record/git-reader.ts';

/** The cost of a run up to an attempt. */
export interface Spent {
  readonly attempts: number;
  readonly evaluations: number;
  /** Time by the clock of the run. */
  readonly milliseconds: number;
}

/** The limit of every run of a bench. */
export interface Allowance {
  readonly unit: keyof Spent;
  readonly amount: number;
}

/** An attempt that raised the best score. */
interface Step extends Spent {
  readonly score: number;
}

/** The best score of a run over its allowance; scores that an audit refuted do not count. */
export interface Curve {
  readonly initial: number;
  readonly steps: readonly Step[];
  readonly spent: Spent;
  /** Whether the run spent its whole allowance, and its best candidate was audited. */
  readonly complete: boolean;
}

const nothing: Spent = { attempts: 0, evaluations: 0, milliseconds: 0 };

/** The curve of a run, from its attempts in the order of the record. */
export function curveOf(attempts: readonly Attempt[], { unit, amount }: Allowance): Curve {
  const population = championOnly();
  const steps: Step[] = [];
  let spent = nothing;
  let beyond = false;
  for (const attempt of attempts) {
    const free = isAudit(attempt.outcome);
    const now = free ? spent : after(attempt, spent);
    beyond ||= now[unit] > amount;
    if (beyond && !free) continue;
    population.tell({ ...attempt, island: 0 });
    spent = now;
    const score = population.champion?.score ?? Number.NaN;
    while (steps.length > 0 && steps.at(-1)!.score > score) steps.pop();
    if (steps.length === 0 || steps.at(-1)!.score < score) steps.push({ ...spent, score });
  }
  const made = unit === 'attempts' ? attempts.length - 1 : spent[unit]; // the limit of a run counts audits too
  const complete = (beyond || made >= amount) && population.unaudited === undefined;
  return { initial: steps[0]?.score ?? Number.NaN, steps, spent, complete };
}

/** The cost including one more attempt; the initial program and audits cost nothing. */
function after(attempt: Attempt, { attempts, evaluations }: Spent): Spent {
  if (attempt.parents.length === 0) return nothing;
  return { attempts: attempts + 1, evaluations: evaluations + evaluationsOf(attempt), milliseconds: attempt.at };
}

/** A population that only tracks its champion. */
function championOnly(): IslandPopulation {
  const migration = { topology: 'none', interval: 1e9 } as const;
  return new IslandPopulation({ islands: 1, migration, descriptors: [], explore: 0, inspirations: 0, elites: 32 });
}

/** The facts of a recorded run and its curve so far. */
export async function readCurve(path: string, allowance: Allowance): Promise<{ facts: RunFacts; curve: Curve }> {
  const reader = await openReader(path);
  try {
    const batches = await Array.fromAsync(reader.batches());
    const attempts = batches.flatMap((batch) => batch.attempts);
    return { facts: reader.facts, curve: curveOf(attempts, allowance) };
  } finally {
    await reader.close();
  }
}

/** The best score after a share of the allowance. */
export function scoreAt({ steps, initial }: Curve, { unit, amount }: Allowance, share: number): number {
  return steps.findLast((step) => step[unit] <= share * amount)?.score ?? initial;
}

/** The cost of reaching a score; undefined if it was not reached. */
export function reached({ steps }: Curve, score: number): Spent | undefined {
  return steps.find((step) => step.score >= score);
}
