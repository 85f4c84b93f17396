import { type Attempt, evaluationsOf } from '../api/attempt.ts';
import type { Population } from '../api/population.ts';
import type { RunFacts } from '../api/store.ts';
import { IslandPopulation } from '../population/island-population.ts';
import { openReader } from '../record/git-reader.ts';
import { Duties } from '../run/duties.ts';
import { Effort } from '../run/effort.ts';
import { tell } from '../run/learn.ts';

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
  const effort = new Effort();
  const duties = new Duties(population, effort, { tune: false, simplify: false });
  const steps: Step[] = [];
  let spent = nothing;
  let beyond = false;
  for (const attempt of attempts) {
    const now = after(attempt, spent);
    beyond ||= now[unit] > amount;
    if (beyond && attempt.kind === 'proposal') continue;
    tell({ population, learners: [effort, duties] }, { attempt: onOneIsland(attempt) });
    spent = now;
    followBest(steps, population.champion?.score ?? Number.NaN, spent);
  }
  const made = unit === 'attempts' ? recordedAttempts(attempts) : spent[unit];
  const complete = (beyond || made >= amount) && duties.unaudited === undefined;
  return { initial: steps[0]?.score ?? Number.NaN, steps, spent, complete };
}

/** What an audit took back is no step. */
function followBest(steps: Step[], score: number, spent: Spent): void {
  while (steps.length > 0 && steps.at(-1)!.score > score) steps.pop();
  if (steps.length === 0 || steps.at(-1)!.score < score) steps.push({ ...spent, score });
}

/** As a run's own limit counts them: audits too. */
function recordedAttempts(attempts: readonly Attempt[]): number {
  return attempts.filter(({ kind }) => kind !== 'initial').length;
}

/** What a run has spent with one more attempt; only proposals cost something here. */
function after(attempt: Attempt, spent: Spent): Spent {
  if (attempt.kind !== 'proposal') return spent;
  const { attempts, evaluations } = spent;
  return { attempts: attempts + 1, evaluations: evaluations + evaluationsOf(attempt), milliseconds: attempt.at };
}

function onOneIsland(attempt: Attempt): Attempt {
  if (attempt.kind === 'initial') return { ...attempt, islands: [0] };
  return attempt.kind === 'proposal' ? { ...attempt, drawn: { ...attempt.drawn, island: 0 } } : attempt;
}

/** A population that is asked for its champion only, to whom islands and cells do not matter. */
function championOnly(): Population {
  const migration = { topology: 'none', interval: 1e9 } as const;
  return new IslandPopulation({ islands: 1, migration, descriptors: [], explore: 0, inspirations: 0, elites: 32 });
}

/** The facts of a recorded run and its curve so far. */
export async function readCurve(path: string, allowance: Allowance): Promise<{ facts: RunFacts; curve: Curve }> {
  const reader = await openReader(path);
  try {
    const batches = await Array.fromAsync(reader.batches());
    const attempts = batches.flatMap(({ entries }) => entries.map(({ attempt }) => attempt));
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
