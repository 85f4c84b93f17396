import { describe, expect, test } from 'vitest';
import { pickInspirations, pickParent } from '../../src/population/sampling.ts';
import { randomStream } from '../../src/random.ts';
import { anElite } from '../factory.ts';

const elite = (number: number) => anElite(number, -number);
const ranked = [0, 1, 2, 3].map(elite);
const draws = 20_000;

/** Shares of the draws by rank, of which there are so many that they differ by less than a hundredth from chance. */
function sharesOf(offspring: (number: number) => number, explore: number): readonly number[] {
  const random = randomStream(1);
  const counts = ranked.map(() => 0);
  for (let draw = 0; draw < draws; draw++) counts[pickParent(ranked, offspring, explore, random).number]!++;
  return counts.map((count) => count / draws);
}

function expectShares(shares: readonly number[], weights: readonly number[]): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [rank, weight] of weights.entries()) expect(Math.abs(shares[rank]! - weight / total)).toBeLessThan(0.01);
}

const childless = () => 0;

describe('parents', () => {
  test('are likelier the better their rank: the best twice as likely as the second', () => {
    expectShares(sharesOf(childless, 0), [1, 1 / 2, 1 / 3, 1 / 4]);
  });

  test('are less likely the more children they had', () => {
    const offspring = (number: number) => [48, 0, 240, 0][number]!;
    expectShares(sharesOf(offspring, 0), [1 / 2, 1 / 2, 1 / 3 / 4, 1 / 4]);
  });

  test('are all as likely in the draws that explore', () => {
    const busy = (number: number) => [1e6, 0, 0, 0][number]!;
    expectShares(sharesOf(busy, 1), [1, 1, 1, 1]);
    const [first] = sharesOf(busy, 0.4);
    expect(first).toBeGreaterThan(0.09);
    expect(first).toBeLessThan(0.12); // 0.4 / 4, and next to none of the others
  });

  test('are drawn where there is only one', () => {
    for (const explore of [0, 1]) expect(pickParent([elite(7)], childless, explore, randomStream(1)).number).toBe(7);
  });
});

describe('inspirations', () => {
  const good = [10, 11, 12].map(elite);
  const drawn = (seed: number, count: number, parent = ranked[0]!, different = ranked) =>
    pickInspirations(parent, good, different, count, randomStream(seed)).map(({ number }) => number);
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);

  test('are a good one of the run and another one of the island in turn', () => {
    for (const seed of seeds)
      expect(drawn(seed, 5).map((number) => number >= 10)).toEqual([true, false, true, false, true]);
  });

  test('are all different, from the parent too, and as many as there are', () => {
    for (const seed of seeds) {
      const all = drawn(seed, 20);
      expect(all.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 10, 11, 12]);
    }
    expect(drawn(1, 0)).toEqual([]);
    expect(pickInspirations(elite(1), [elite(1)], [elite(1)], 3, randomStream(1))).toEqual([]);
  });

  test('are each of the lists with the same chance', () => {
    expect(new Set(seeds.map((seed) => drawn(seed, 1)[0]))).toEqual(new Set([10, 11, 12]));
    expect(new Set(seeds.map((seed) => drawn(seed, 2)[1]))).toEqual(new Set([1, 2, 3]));
  });
});
