import type { Direction } from '../../api/direction.ts';
import type { Raced, ScoreResult } from '../../api/evaluator.ts';
import { formatNumber } from '../../format.ts';
import { anytimeInterval, type Interval } from '../../interval.ts';

/** Pairs before a loss ends a race, and before a gain does or the lack of one: six of one sign by chance are rare. */
const [fewest, enough] = [3, 6];
/** The part of a gain that its interval must leave sure before more pairs are a waste. */
const sureEnough = 0.8;

/** How often better the candidate is than the unchanged code, as logarithms of ratios, pair by pair. */
function logRatios({ candidate, reference }: Omit<Raced, 'unchanged'>, better: Direction): readonly number[] {
  const sign = better === 'min' ? -1 : 1;
  return candidate.map((own, pair) => sign * Math.log(own / (reference[pair] as number)));
}

/** Whether more pairs would tell little: it loses, gains nothing so far, or gains and how much is known well enough. */
export function isDecided(pairs: Omit<Raced, 'unchanged'>, better: Direction): boolean {
  const logs = logRatios(pairs, better);
  if (logs.length < fewest) return false;
  const { median: mean, low, high } = anytimeInterval(logs);
  if (high < 0) return true;
  return logs.length >= enough && (mean <= 0 || low > sureEnough * mean);
}

/** The interval of the ratio of both, better being more than 1. With too few pairs for a gain it is as wide as any. */
function gainOf(pairs: Omit<Raced, 'unchanged'>, better: Direction): Interval {
  const { median, low, high } = anytimeInterval(logRatios(pairs, better));
  const isEarly = pairs.candidate.length < enough;
  return { median: Math.exp(median), low: isEarly ? Math.min(1, Math.exp(low)) : Math.exp(low), high: Math.exp(high) };
}

/** The gain that a race of so many pairs finds where logarithms of ratios have this standard deviation, as a ratio. */
export function leastGain(deviation: number, rounds: number): number {
  const signs = Array.from({ length: Math.max(enough, rounds) }, (_, pair) => (pair % 2 === 0 ? 1 : -1));
  return Math.exp(deviation * anytimeInterval(signs).high);
}

/** The standard deviation of the logarithms of ratios. */
export function deviationOf(pairs: Omit<Raced, 'unchanged'>): number {
  const logs = logRatios(pairs, 'min');
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / Math.max(1, logs.length - 1));
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The score of a race is the lower end of the interval of the gain, so that noise sells nothing; the unchanged code scores
 * 1. One that is held back finds only losses.
 */
export function scoreGain(raced: Raced, better: Direction, heldBack: boolean): ScoreResult {
  const value = meanOf(raced.candidate);
  if (raced.unchanged) return { score: 1, metrics: { measured: value } };
  const { median, low, high } = gainOf(raced, better);
  const [gain, least, most] = [median, low, high].map(formatNumber);
  const text = `${gain} times as good as the unchanged code [95 %: ${least}, ${most}], ${raced.candidate.length} pairs`;
  if (heldBack && high < 1) return { wrong: `it is worse where it is measured in another way: ${text}` };
  const interval = { gain: median, gain_low: low, gain_high: high };
  const metrics = { ...interval, measured: value, unchanged: meanOf(raced.reference) };
  return { score: low, metrics, feedback: `${text}; measured ${formatNumber(value)}` };
}

/** The score of the short form of a measure, which only sorts out: the mean gain. */
export function scoreProxy(raced: Raced, better: Direction): ScoreResult {
  return { score: raced.unchanged ? 1 : gainOf(raced, better).median };
}
