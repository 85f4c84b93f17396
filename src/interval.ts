/** A median with an interval that contains the true median with at least the stated confidence. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

function sortedCopy(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/** The median of at least one value; of an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  return medianOfSorted(sortedCopy(values));
}

function medianOfSorted(values: readonly number[]): number {
  const middle = values.length / 2;
  return ((values[Math.ceil(middle) - 1] as number) + (values[Math.floor(middle)] as number)) / 2;
}

/**
 * The largest k for which the chance of fewer than k heads in n tosses of a coin is at most `tail`. The k-th smallest
 * and the k-th largest of n values then bound the median, whatever their distribution (the sign test's interval:
 * Conover, Practical Nonparametric Statistics, chapter 3).
 */
function signRank(n: number, tail: number): number {
  let chance = 0.5 ** n;
  let below = chance;
  let k = 0;
  while (below <= tail) {
    k++;
    chance *= (n - k + 1) / k;
    below += chance;
  }
  return k;
}

/** The median of values and its interval; if they are too few for the confidence, the interval is their whole range. */
export function medianInterval(values: readonly number[], confidence = 0.95): Interval {
  const sorted = sortedCopy(values);
  const rank = Math.max(1, signRank(sorted.length, (1 - confidence) / 2));
  const [low, high] = [sorted[rank - 1] as number, sorted[sorted.length - rank] as number];
  return { median: medianOfSorted(sorted), low, high };
}

/** How many times faster the candidate is than the reference, from latencies measured in pairs. */
export function speedup(candidate: readonly number[], reference: readonly number[], confidence = 0.95): Interval {
  return medianInterval(
    candidate.map((latency, round) => (reference[round] as number) / latency),
    confidence,
  );
}

/** How many noises a gain may be: the prior's standard deviation of the mean over that of the values is 1 / spread. */
const spread = 0.3;

/**
 * The mean of values and an interval that holds the true mean with the stated confidence at every look, however many there
 * are, so that one may stop as soon as it decides (Wang and Ramdas, Anytime-valid t-tests and confidence sequences for
 * Gaussian means with unknown variance, 2025, for a normal prior). Infinite while the values are too few; the median is the mean.
 */
export function anytimeInterval(values: readonly number[], confidence = 0.95): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const prior = spread ** 2;
  const least = (((1 - confidence) ** 2 * prior) / (n + prior)) ** (1 / n);
  const room = least * (n + prior) - prior;
  const half = room > 0 ? Math.sqrt((variance * (n + prior) * (1 - least)) / room) : Number.POSITIVE_INFINITY;
  return { median: mean, low: mean - half, high: mean + half };
}

/**
 * An interval for the chance behind `successes` of `trials` (Wilson 1927); from 0 to 1 without any trial. `z` is the number of
 * standard deviations: 1.64 for 90 %.
 */
export function shareInterval(
  successes: number,
  trials: number,
  z = 1.64,
): { readonly low: number; readonly high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const centre = (share + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials);
  const half = (z / (1 + z ** 2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
