import type { Attempt } from '../api/attempt.ts';
import type { RunFacts } from '../api/store.ts';
import { evaluationsOf } from '../population/evaluations-of.ts';
import { isAudit } from '../population/is-audit.ts';
import { IslandPopulation } from '../population/island-population.ts';
import { openReader } from '../record/git-reader.ts';

/** What a run had spent when an attempt was told. */
export interface Spent {
  readonly attempts: number;
  readonly evaluations: number;
  /** By the run's own clock. */
  readonly milliseconds: number;
}

/** What every run of a bench may spend. */
export interface Allowance {
  readonly unit: keyof Spent;
  readonly amount: number;
}

/** A moment at which the best score rose. */
interface Step extends Spent {
  readonly score: number;
}

/** How the best score of a run went within its allowance; what an audit took back was never reached. */
export interface Curve {
  readonly initial: number;
  readonly steps: readonly Step[];
  readonly spent: Spent;
  /** Whether the run spent all of it, and its best was audited. */
  readonly complete: boolean;
}

const nothing: Spent = { attempts: 0, evaluations: 0, milliseconds: 0 };

/** The curve of a run, from its attempts in the order they were told. */
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
  const made = unit === 'attempts' ? attempts.length - 1 : spent[unit]; // a run's own limit counts audits too
  const complete = (beyond || made >= amount) && population.unaudited === undefined;
  return { initial: steps[0]?.score ?? Number.NaN, steps, spent, complete };
}

/** What a run has spent with one more attempt; the initial program and audits cost nothing here. */
function after(attempt: Attempt, { attempts, evaluations }: Spent): Spent {
  if (attempt.parents.length === 0) return nothing;
  return { attempts: attempts + 1, evaluations: evaluations + evaluationsOf(attempt), milliseconds: attempt.at };
}

/** A population that is asked for its champion only, to whom islands and cells do not matter. */
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

/** The best score when a share of the allowance was spent. */
export function scoreAt({ steps, initial }: Curve, { unit, amount }: Allowance, share: number): number {
  return steps.findLast((step) => step[unit] <= share * amount)?.score ?? initial;
}

/** What had been spent when a score was reached; undefined where it was not. */
export function reached({ steps }: Curve, score: number): Spent | undefined {
  return steps.find((step) => step.score >= score);
}
