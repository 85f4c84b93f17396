/** The comparison of paired samples. */
export interface SignedRankTest {
  /** Pairs that differ. */
  readonly pairs: number;
  /** Two-sided p: probability of rank sums at least this far apart if each difference had either sign with the same chance. */
  readonly p: number;
}

/**
 * The signed-rank test of Wilcoxon (1945), exact even with ties: differences of the same size share their mean rank, those of
 * zero are left out, and the signs are dealt in every possible way, all equally likely.
 */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  const real = differences.filter((difference) => difference !== 0);
  const doubled = real.map((difference) => doubledRank(difference, real));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const found = doubled.reduce((sum, rank, at) => (real[at]! > 0 ? sum + rank : sum), 0);
  const far = Math.abs(2 * found - total);
  const ways = waysToSum(doubled);
  const farther = ways.reduce((sum, count, at) => (Math.abs(2 * at - total) >= far ? sum + count : sum), 0);
  return { pairs: real.length, p: farther / 2 ** real.length };
}

/** Twice the rank of a difference by its size, counted from 1, so that mean ranks of ties are whole numbers. */
function doubledRank(difference: number, all: readonly number[]): number {
  const below = all.filter((other) => Math.abs(other) < Math.abs(difference)).length;
  const same = all.filter((other) => Math.abs(other) === Math.abs(difference)).length;
  return 2 * below + same + 1;
}

/** The number of ways in which any of the numbers have each sum. */
function waysToSum(numbers: readonly number[]): readonly number[] {
  const ways = new Array<number>(numbers.reduce((sum, number) => sum + number, 0) + 1).fill(0);
  ways[0] = 1;
  for (const number of numbers) for (let sum = ways.length - 1; sum >= number; sum--) ways[sum]! += ways[sum - number]!;
  return ways;
}
