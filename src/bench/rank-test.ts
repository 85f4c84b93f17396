/** The comparison of two samples. */
export interface RankTest {
  /** Probability that a value of the first is above one of the second; ties count half (Vargha and Delaney's A). */
  readonly above: number;
  /** Two-sided p: probability of ranks at least this far apart if both samples have the same source. */
  readonly p: number;
}

/**
 * The rank test of Mann and Whitney (1947), exact even with ties: the ranks, where ties share their mean rank, are dealt to
 * the two samples in every possible way, all equally likely.
 */
export function rankTest(first: readonly number[], second: readonly number[]): RankTest {
  const doubled = doubledRanks([...first, ...second]);
  const [n, m] = [first.length, second.length];
  const ways = waysToSum(doubled, n);
  const middle = n * (n + m + 1); // of the doubled sum of the first one's ranks
  const found = doubled.slice(0, n).reduce((sum, rank) => sum + rank, 0);
  const far = Math.abs(found - middle);
  const all = ways.reduce((sum, count) => sum + count, 0);
  const farther = ways.reduce((sum, count, at) => (Math.abs(at - middle) >= far ? sum + count : sum), 0);
  return { above: (found - n * (n + 1)) / (2 * n * m), p: farther / all };
}

/** The least p of samples of these sizes. */
export function leastP(n: number, m: number): number {
  const [first, second] = [Array.from({ length: n }, (_, i) => i), Array.from({ length: m }, (_, i) => n + i)];
  return rankTest(first, second).p;
}

/** Twice the rank of each value, counted from 1, so that mean ranks of ties are whole numbers. */
function doubledRanks(values: readonly number[]): readonly number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const same = values.filter((other) => other === value).length;
    return 2 * below + same + 1;
  });
}

/** The number of ways in which `n` of the numbers have each sum. */
function waysToSum(numbers: readonly number[], n: number): readonly number[] {
  const most = numbers.reduce((sum, number) => sum + number, 0);
  const ways = Array.from({ length: n + 1 }, () => new Array<number>(most + 1).fill(0));
  (ways[0] as number[])[0] = 1;
  for (const number of numbers)
    for (let chosen = n; chosen > 0; chosen--) {
      const [with_, without] = [ways[chosen] as number[], ways[chosen - 1] as number[]];
      for (let sum = most; sum >= number; sum--) with_[sum]! += without[sum - number] as number;
    }
  return ways[n] as number[];
}
