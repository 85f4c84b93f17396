import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { capSet } from '../../evaluators/cap-set.ts';
import { clusterScheduling } from '../../evaluators/cluster-scheduling.ts';
import { distanceRatio } from '../../evaluators/distance-ratio.ts';
import { heilbronnTriangle } from '../../evaluators/heilbronn-triangle.ts';
import { checkLowerBound, checkUpperBound } from '../../evaluators/kit/bound.ts';
import { onlineBinPacking } from '../../evaluators/online-bin-packing.ts';
import type { Evaluator, Exports } from '../../src/api/evaluator.ts';
import { initialOf, resultOf, scoreOf } from '../scoring.ts';

// It is the real one, and what it was asked is known.
vi.mock(import('../../evaluators/kit/bound.ts'), { spy: true });

const lastStage = ({ stages }: Evaluator) => stages.findLast(({ heldBack }) => !heldBack)!;
const scored = (evaluator: Evaluator, candidate: Exports) => scoreOf(resultOf(lastStage(evaluator), candidate));

test.each([
  ['heilbronn-triangle-11', heilbronnTriangle({ points: 11 }), checkUpperBound, 1 / 9],
  ['distance-ratio-16', distanceRatio({ points: 16, dimensions: 2 }), checkLowerBound, 9],
  ['cap-set-8', capSet({ n: 8 }), checkUpperBound, 1008],
  ['online-bin-packing', onlineBinPacking({ family: 'weibull' }), checkLowerBound, 0],
  ['cluster-scheduling', clusterScheduling(), checkLowerBound, 0],
])('a score of %s is compared with what is proven', async (problem, evaluator, check, bound) => {
  const score = scored(evaluator, await initialOf(problem));
  const [asked, proven] = vi.mocked(check).mock.lastCall!;
  expect(asked).toBe(score);
  expect(proven).toBeCloseTo(bound, 12);
  expect(Math.sign(score - bound)).toBe(check === checkLowerBound ? 1 : -1);
});

const coordinate = fc.integer({ min: -20, max: 20 });
const pointsOf = (count: number, dimensions: number) =>
  fc.uniqueArray(fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }), {
    ...{ minLength: count, maxLength: count },
    selector: String,
  });

test('points near each other on a line, in a plane and in space keep the bound', () => {
  const count = fc.integer({ min: 2, max: 9 });
  const some = fc
    .tuple(count, fc.integer({ min: 1, max: 3 }))
    .chain(([count, dimensions]) => pointsOf(count, dimensions));
  fc.assert(
    fc.property(some, (points) => {
      const evaluator = distanceRatio({ points: points.length, dimensions: points[0]!.length });
      expect(scored(evaluator, { place: () => points })).toBeGreaterThanOrEqual(1);
    }),
  );
  for (let n = 2; n < 40; n++) {
    const row = Array.from({ length: n }, (_, i) => [i]);
    expect(scored(distanceRatio({ points: n, dimensions: 1 }), { place: () => row })).toBe((n - 1) ** 2);
  }
});

test('the smallest triangle of three points is the whole, of four at most half, and so on', () => {
  const corners = [
    [0, 0],
    [1, 0],
    [0, 1],
  ];
  expect(scored(heilbronnTriangle({ points: 3 }), { place: () => corners })).toBe(1);
  const inside = fc.tuple(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true }));
  fc.assert(
    fc.property(fc.array(inside, { minLength: 1, maxLength: 5 }), (more) => {
      const points = [...corners, ...more];
      const share = scored(heilbronnTriangle({ points: points.length }), { place: () => points });
      expect(share).toBeLessThanOrEqual(1 / (points.length - 2));
    }),
  );
});

test.each([
  [1, 2],
  [2, 4],
  [3, 9],
  [4, 20],
])('in %i dimensions the largest cap set is found by chance, and none is larger', (n, most) => {
  const evaluator = capSet({ n });
  let best = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const priority = (vector: number[]) =>
      Math.abs(Math.sin(vector.reduce((sum, digit) => 3 * sum + digit, seed * 81) * 12.9898) * 43758.5453) % 1;
    best = Math.max(best, scored(evaluator, { priority }));
  }
  expect(best).toBeLessThanOrEqual(most);
  expect(best).toBeGreaterThan(0.8 * most);
});
