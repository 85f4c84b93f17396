import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Direction } from '../../src/api/direction.ts';
import { compare, spread } from '../../src/bench/compare.ts';
import { curveOf, reached, scoreAt } from '../../src/bench/curve.ts';
import { leastP, rankTest } from '../../src/bench/rank-test.ts';
import { anAttempt, anAudit, anInitial, aRefusal, aScore } from '../factory.ts';

describe('the rank test', () => {
  test('agrees with published tables and with other programs', () => {
    // The example of scipy.stats.mannwhitneyu, method "exact": U = 17 of 20, p = 0.1111111111111111.
    const example = rankTest([19, 22, 16, 29, 24], [20, 11, 17, 12]);
    expect(example.p).toBeCloseTo(1 / 9, 12);
    expect(example.above).toBeCloseTo(17 / 20, 12);
    // Tables of U for two samples of five: 1, 2, 4, 7 of 252 ways have U at most 0, 1, 2, 3.
    expect(rankTest([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).p).toBeCloseTo(2 / 252, 12);
    expect(rankTest([1, 2, 3, 4, 6], [5, 7, 8, 9, 10]).p).toBeCloseTo(4 / 252, 12);
    expect(rankTest([1, 2, 3, 5, 6], [4, 7, 8, 9, 10]).p).toBeCloseTo(8 / 252, 12);
    expect(rankTest([1, 2, 4, 5, 6], [3, 7, 8, 9, 10]).p).toBeCloseTo(14 / 252, 12);
    expect(leastP(3, 3)).toBeCloseTo(0.1, 12);
    expect(leastP(4, 4)).toBeCloseTo(2 / 70, 12);
  });

  test('counts the ways to deal out the values, ties too, as going through all of them does', () => {
    const values = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, values, (first, second) => {
        const all = [...first, ...second];
        const wins = (own: readonly number[], other: readonly number[]) =>
          own.flatMap((a) => other.map((b) => Number(a > b) + Number(a === b) / 2)).reduce((sum, one) => sum + one, 0);
        const middle = (first.length * second.length) / 2;
        const distances = subsets(all.length, first.length).map((chosen) => {
          const [own, other] = [all.filter((_, i) => chosen.has(i)), all.filter((_, i) => !chosen.has(i))];
          return Math.abs(wins(own, other) - middle);
        });
        const found = wins(first, second);
        const farther = distances.filter((distance) => distance >= Math.abs(found - middle)).length;
        expect(rankTest(first, second).p).toBeCloseTo(farther / distances.length, 12);
        expect(rankTest(first, second).above).toBeCloseTo(found / (2 * middle), 12);
      }),
    );
  });

  test('does not lose count with many seeds', () => {
    const [low, high] = [Array.from({ length: 50 }, (_, i) => i), Array.from({ length: 50 }, (_, i) => 50 + i)];
    const { p } = rankTest(low, high); // 2 of the ways to choose 50 of 100
    expect(p / (2 / 1.0089134454556418e29)).toBeCloseTo(1, 9);
  });
});

function subsets(n: number, size: number): Set<number>[] {
  const all = Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1),
  );
  return all.filter((chosen) => chosen.length === size).map((chosen) => new Set(chosen));
}

test('a median of an even number is the mean of the middle two, and what never came is null', () => {
  expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
  expect(spread([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1, high: 4 });
  expect(spread([1, Number.POSITIVE_INFINITY])).toEqual({ median: null, low: 1, high: null });
});

const initial = anInitial({ outcome: aScore(1), islands: [0, 1] });
const child = (number: number, score: number, more: Parameters<typeof anAttempt>[0] = {}) =>
  anAttempt({ number, watermark: number, at: 100 * number, drawn: { island: 1 }, outcome: aScore(score), ...more });
const refused = { outcome: aRefusal() };
const auditOf = (candidate: number, status: 'confirmed' | 'refuted', score = 0) =>
  anAudit({ number: 90 + candidate, candidate, verdict: { status, score, metrics: {}, feedback: '' } });

describe('a curve', () => {
  const attempts = [
    initial,
    child(1, 2),
    child(2, 0, refused),
    child(3, 5, { proposal: { trials: 10 } }),
    child(4, 4),
    child(5, 9),
  ];

  test('counts attempts, evaluations with trials, and time', () => {
    const { steps, spent } = curveOf(attempts, { unit: 'attempts', amount: 5 }, 'max');
    expect(steps).toEqual([
      { attempts: 0, evaluations: 0, milliseconds: 0, score: 1 },
      { attempts: 1, evaluations: 1, milliseconds: 100, score: 2 },
      { attempts: 3, evaluations: 12, milliseconds: 300, score: 5 },
      { attempts: 5, evaluations: 14, milliseconds: 500, score: 9 },
    ]);
    expect(spent).toEqual({ attempts: 5, evaluations: 14, milliseconds: 500 });
  });

  test.each([
    ['attempts', 4, 5],
    ['evaluations', 13, 5],
    ['evaluations', 11, 2], // a search that ends beyond the allowance does not count
    ['milliseconds', 299, 2],
  ] as const)('within %s of %i ends at %i', (unit, amount, score) => {
    const allowance = { unit, amount };
    const curve = curveOf(attempts, allowance, 'max');
    expect(scoreAt(curve, allowance, 1)).toBe(score);
    expect(curve.spent[unit]).toBeLessThanOrEqual(amount);
  });

  test('knows when a score was reached, and the best at a share of the allowance', () => {
    const allowance = { unit: 'evaluations', amount: 14 } as const;
    const curve = curveOf(attempts, allowance, 'max');
    expect(reached(curve, 4.5, 'max')).toMatchObject({ evaluations: 12, milliseconds: 300 });
    expect(reached(curve, 10, 'max')).toBeUndefined();
    expect(scoreAt(curve, allowance, 0.5)).toBe(2);
    expect(scoreAt(curve, allowance, 0)).toBe(1);
  });

  test('forgets what an audit took back, also one after the end, and is complete with an audited best', () => {
    const allowance = { unit: 'attempts', amount: 5 } as const;
    expect(curveOf(attempts, allowance, 'max').complete).toBe(false);
    expect(curveOf([...attempts, auditOf(5, 'confirmed', 9)], allowance, 'max')).toMatchObject({ complete: true });
    const refuted = curveOf(
      [...attempts, child(6, 50), auditOf(5, 'refuted'), auditOf(3, 'confirmed', 5)],
      allowance,
      'max',
    );
    expect(refuted).toMatchObject({ complete: true, spent: { attempts: 5 } });
    expect(scoreAt(refuted, allowance, 1)).toBe(5);
    const audited = [...attempts, auditOf(5, 'confirmed', 9)];
    expect(curveOf(audited, { unit: 'attempts', amount: 6 }, 'max').complete).toBe(true); // the engine counts the audit
    expect(curveOf(audited, { unit: 'attempts', amount: 7 }, 'max').complete).toBe(false);
    expect(curveOf(audited, { unit: 'evaluations', amount: 15 }, 'max').complete).toBe(false);
  });
});

test('where lower is better, a curve goes down, and what an audit raised is forgotten', () => {
  const allowance = { unit: 'attempts', amount: 4 } as const;
  const attempts = [initial, child(1, 3), child(2, 0.5), child(3, -2), auditOf(3, 'refuted'), child(4, 0.25)];
  const curve = curveOf(attempts, allowance, 'min');
  expect(curve.steps.map(({ attempts, score }) => [attempts, score])).toEqual([
    [0, 1],
    [2, 0.5],
    [4, 0.25],
  ]);
  expect(scoreAt(curve, allowance, 0.75)).toBe(0.5);
  expect(reached(curve, 0.6, 'min')).toMatchObject({ attempts: 2 });
  expect(reached(curve, 0.2, 'min')).toBeUndefined();
});

test('arms are judged against the first', () => {
  const allowance = { unit: 'attempts', amount: 1 } as const;
  const armIn = (direction: Direction, label: string, ...scores: readonly number[]) => ({
    label,
    runs: scores.map((score, seed) => ({ seed, curve: curveOf([initial, child(1, score)], allowance, direction) })),
  });
  const arm = (label: string, ...scores: readonly number[]) => armIn('max', label, ...scores);
  const arms = [
    arm('full', 5, 6, 7, 8),
    arm('low', 2, 3, 4, 4.5),
    arm('high', 9, 10, 11, 12),
    arm('same', 5.5, 6.5, 7.5, 4),
  ];
  const [full, ...others] = compare(arms, allowance, [6], 'max');
  expect(full).toMatchObject({ score: { median: 6.5, low: 5, high: 8 }, against: undefined });
  expect(full?.reached).toMatchObject([{ score: 6, runs: 3, evaluations: { median: 1, high: null } }]);
  expect(others.map(({ against }) => against?.verdict)).toEqual(['worse', 'better', 'within chance']);
  const min = [armIn('min', 'full', 0.5, 0.625, 0.75, 0.875), armIn('min', 'low', 0, 0.125, 0.25, 0.375)];
  expect(compare(min, allowance, [0.625], 'min')).toMatchObject([
    { score: { median: 0.6875, low: 0.5, high: 0.875 }, reached: [{ runs: 2 }] },
    { against: { verdict: 'better', above: 1 }, reached: [{ runs: 4 }] },
  ]);
});
