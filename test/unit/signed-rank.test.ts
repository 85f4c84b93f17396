import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signedRankTest } from '../../bench/signed-rank.ts';

test('the signed-rank test agrees with another program', () => {
  // The heights of Darwin's maize, the example of scipy.stats.wilcoxon: p = 0.041259765625, exact.
  const heights = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75];
  expect(signedRankTest(heights)).toEqual({ pairs: 15, p: 0.041259765625 });
});

test('it counts the ways to deal out the signs, ties too, as going through all of them does', () => {
  const differences = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 8 });
  fc.assert(
    fc.property(differences, (given) => {
      const real = given.filter((difference) => difference !== 0);
      const rank = (size: number) =>
        real.filter((other) => Math.abs(other) < size).length +
        (real.filter((other) => Math.abs(other) === size).length + 1) / 2;
      const distance = (signs: readonly number[]) =>
        Math.abs(real.reduce((sum, difference, at) => sum + signs[at]! * rank(Math.abs(difference)), 0));
      const all = Array.from({ length: 2 ** real.length }, (_, bits) =>
        real.map((_, at) => ((bits >> at) & 1) * 2 - 1),
      );
      const found = distance(real.map(Math.sign));
      const farther = all.filter((signs) => distance(signs) >= found).length;
      expect(signedRankTest(given).pairs).toBe(real.length);
      expect(signedRankTest(given).p).toBeCloseTo(farther / all.length, 12);
    }),
  );
});
