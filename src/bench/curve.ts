import { type Attempt, evaluationsOf } from '../api/attempt.ts';
import { type Direction, isBetter } from '../api/direction.ts';
import type { Population } from '../api/population.ts';
import type { RunFacts } from '../api/store.ts';
import { IslandPopulation } from '../population/island-population.ts';
import { openReader } from '../record/git-reader.ts';
import { Duties } from '../run/duties.ts';
import { Effort } from '../run/effort.ts';
import { tell } from '../run/learn.ts';

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

/** An attempt that improved the best score. */
interface CurveStep extends Spent {
  readonly score: number;
}

/** The best score of a run over its allowance; scores that an audit refuted do not count. */
export interface RunCurve {
  readonly initial: number;
  readonly steps: readonly CurveStep[];
  readonly spent: Spent;
  /** Whether the run spent its whole allowance, and its best candidate was audited. */
  readonly complete: boolean;
}

const nothing: Spent = { attempts: 0, evaluations: 0, milliseconds: 0 };

/** The curve of a run, from its attempts in the order of the record. */
export function curveOf(attempts: readonly Attempt[], { unit, amount }: Allowance, direction: Direction): RunCurve {
  const population = championOnly(direction);
  const effort = new Effort();
  const duties = new Duties(population, effort, { tune: false, simplify: false, compare: false });
  const steps: CurveStep[] = [];
  let spent = nothing;
  let beyond = false;
  for (const attempt of attempts) {
    const now = after(attempt, spent);
    beyond ||= now[unit] > amount;
    if (beyond && attempt.kind === 'proposal') continue;
    tell({ population, learners: [effort, duties] }, { attempt: onOneIsland(attempt) });
    spent = now;
    followBest(steps, population.champion?.score ?? Number.NaN, spent, direction);
  }
  const made = unit === 'attempts' ? recordedAttempts(attempts) : spent[unit];
  const complete = (beyond || made >= amount) && duties.unaudited === undefined;
  return { initial: steps[0]?.score ?? Number.NaN, steps, spent, complete };
}

/** Takes back the steps that an audit corrected. */
function followBest(steps: CurveStep[], score: number, spent: Spent, direction: Direction): void {
  while (steps.length > 0 && isBetter(direction, steps.at(-1)!.score, score)) steps.pop();
  if (steps.length === 0 || isBetter(direction, score, steps.at(-1)!.score)) steps.push({ ...spent, score });
}

/** The limit of a run counts audits too. */
function recordedAttempts(attempts: readonly Attempt[]): number {
  return attempts.filter(({ kind }) => kind !== 'initial').length;
}

/** The cost including one more attempt; only proposals cost something. */
function after(attempt: Attempt, spent: Spent): Spent {
  if (attempt.kind !== 'proposal') return spent;
  const { attempts, evaluations } = spent;
  return { attempts: attempts + 1, evaluations: evaluations + evaluationsOf(attempt), milliseconds: attempt.at };
}

function onOneIsland(attempt: Attempt): Attempt {
  if (attempt.kind === 'initial') return { ...attempt, islands: [0] };
  return attempt.kind === 'proposal' ? { ...attempt, drawn: { ...attempt.drawn, island: 0 } } : attempt;
}

/** A population that only tracks its champion. */
function championOnly(direction: Direction): Population {
  const migration = { topology: 'none', interval: 1e9 } as const;
  return new IslandPopulation({
    ...{ direction, islands: 1, migration, descriptors: [] },
    ...{ explore: 0, inspirations: 0, elites: 32 },
  });
}

/** The facts of a recorded run and its curve so far. */
export async function readCurve(path: string, allowance: Allowance): Promise<{ facts: RunFacts; curve: RunCurve }> {
  const reader = await openReader(path);
  try {
    const batches = await Array.fromAsync(reader.batches());
    const attempts = batches.flatMap(({ entries }) => entries.map(({ attempt }) => attempt));
    return { facts: reader.facts, curve: curveOf(attempts, allowance, reader.facts.direction) };
  } finally {
    await reader.close();
  }
}

/** The best score after a share of the allowance. */
export function scoreAt({ steps, initial }: RunCurve, { unit, amount }: Allowance, share: number): number {
  return steps.findLast((step) => step[unit] <= share * amount)?.score ?? initial;
}

/** The cost of reaching a score; undefined if it was not reached. */
export function reached({ steps }: RunCurve, score: number, direction: Direction): Spent | undefined {
  return steps.find((step) => !isBetter(direction, score, step.score));
}
