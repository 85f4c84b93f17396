import { type Direction, fitnessOf } from '../api/direction.ts';
import { type Allowance, type RunCurve, reached, type Spent, scoreAt } from './curve.ts';
import { type RankTest, rankTest } from './rank-test.ts';

/** One run of an arm. */
export interface ArmRun {
  readonly seed: number;
  readonly curve: RunCurve;
}

/** Median, least and greatest of some values; null means never. */
export interface Spread {
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The cost at which the runs of an arm reached a score. */
export interface Reached {
  readonly score: number;
  /** Number of runs that reached it. */
  readonly runs: number;
  readonly evaluations: Spread;
  readonly milliseconds: Spread;
}

/** The scores of an arm compared with those of the first arm. */
export type Verdict = 'better' | 'worse' | 'within chance';

export interface ArmSummary {
  readonly label: string;
  readonly runs: number;
  /** Best scores at the end of the allowance. */
  readonly score: Spread;
  readonly afterQuarter: Spread;
  readonly afterHalf: Spread;
  readonly spent: { readonly [unit in keyof Spent]: Spread };
  readonly reached: readonly Reached[];
  /** The comparison with the first arm, of scores turned so that more is better; undefined for the first arm. */
  readonly against: (RankTest & { readonly verdict: Verdict }) | undefined;
}

/** A difference counts if its p value is below this. */
export const significance = 0.05;

/** Compares the runs of each arm with those of the first. */
export function compare(
  arms: readonly { readonly label: string; readonly runs: readonly ArmRun[] }[],
  allowance: Allowance,
  targets: readonly number[],
  direction: Direction,
): readonly ArmSummary[] {
  const finals = (runs: readonly ArmRun[]) => runs.map(({ curve }) => scoreAt(curve, allowance, 1));
  const fitness = (runs: readonly ArmRun[]) => finals(runs).map((score) => fitnessOf(direction, score));
  const reference = fitness(arms[0]?.runs ?? []);
  return arms.map(({ label, runs }, index) => {
    const spreadOf = (value: (curve: RunCurve) => number) => spread(runs.map(({ curve }) => value(curve)));
    return {
      label,
      runs: runs.length,
      score: spread(finals(runs)),
      afterQuarter: spreadOf((curve) => scoreAt(curve, allowance, 1 / 4)),
      afterHalf: spreadOf((curve) => scoreAt(curve, allowance, 1 / 2)),
      spent: {
        attempts: spreadOf(({ spent }) => spent.attempts),
        evaluations: spreadOf(({ spent }) => spent.evaluations),
        milliseconds: spreadOf(({ spent }) => spent.milliseconds),
      },
      reached: targets.map((target) => reachedBy(runs, target, direction)),
      against:
        index === 0 || runs.length * reference.length === 0 ? undefined : judge(rankTest(fitness(runs), reference)),
    };
  });
}

function judge(test: RankTest): ArmSummary['against'] {
  if (test.p >= significance) return { ...test, verdict: 'within chance' };
  return { ...test, verdict: test.above > 0.5 ? 'better' : 'worse' };
}

function reachedBy(runs: readonly ArmRun[], score: number, direction: Direction): Reached {
  const moments = runs.map(({ curve }) => reached(curve, score, direction));
  const spreadOf = (unit: keyof Spent) => spread(moments.map((moment) => moment?.[unit] ?? Number.POSITIVE_INFINITY));
  return {
    score,
    runs: moments.filter((moment) => moment !== undefined).length,
    evaluations: spreadOf('evaluations'),
    milliseconds: spreadOf('milliseconds'),
  };
}

/** The median of an even number of values is the mean of the middle two. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return { median: finite(median), low: finite(at(0)), high: finite(at(sorted.length - 1)) };
}
