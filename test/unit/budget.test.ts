import { expect, test } from 'vitest';
import type { Direction } from '../../src/api/direction.ts';
import { spent, timeLeft } from '../../src/schedule/budget.ts';
import { searchBudget } from '../../src/schedule/closing.ts';

const champion = { number: 3, score: 5, fitness: 5, size: 1, cell: '0', proposer: 'x' };
const lastGain = { told: 4, at: 400 };
const standing = {
  direction: 'max' as Direction,
  ...{ attempts: 10, told: 11, evaluations: 20, elapsed: 1000, champion, lastGain, money: 3, modelsSpent: false },
};

test.each([
  ['no limit', {}, undefined],
  ['attempts left', { attempts: 11 }, undefined],
  ['attempts made', { attempts: 10 }, 'attempts'],
  ['evaluations left', { evaluations: 21 }, undefined],
  ['evaluations made', { evaluations: 20 }, 'evaluations'],
  ['time left', { milliseconds: 1001 }, undefined],
  ['time gone', { milliseconds: 1000 }, 'time'],
  ['the moment has come', { until: Date.now() - 1 }, 'time'],
  ['the target is not reached', { target: 5.1 }, undefined],
  ['the target comes first', { target: 5, attempts: 1 }, 'target'],
  ['patience for attempts is left', { patienceAttempts: 8 }, undefined],
  ['patience for attempts is over', { patienceAttempts: 7 }, 'patience'],
  ['patience for time is left', { patienceMilliseconds: 601 }, undefined],
  ['patience for time is over', { patienceMilliseconds: 600 }, 'patience'],
  ['money is left', { money: 3.01 }, undefined],
  ['the money is spent', { money: 3 }, 'money'],
] as const)('%s', (_, budget, ending) => {
  expect(spent(budget, standing)).toBe(ending);
});

test('a target is reached from above where lower scores are better', () => {
  const low = { ...standing, direction: 'min', champion: { ...champion, fitness: -5 } } as const;
  expect(spent({ target: 4.9 }, low)).toBeUndefined();
  for (const target of [5, 5.1]) expect(spent({ target }, low)).toBe('target');
});

test('the limits of all models are spent', () => {
  expect(spent({}, { ...standing, modelsSpent: true })).toBe('models');
  expect(spent({ attempts: 10 }, { ...standing, modelsSpent: true })).toBe('attempts');
});

test('the nearer of two time limits counts', () => {
  expect(timeLeft({}, 5)).toBeUndefined();
  expect(timeLeft({ milliseconds: 10, until: Date.now() + 1e6 }, 4)).toBe(6);
  expect(timeLeft({ milliseconds: 10 }, 40)).toBe(0);
  expect(timeLeft({ milliseconds: 2000, patienceMilliseconds: 500 }, 700, lastGain)).toBe(200);
});

test('a search leaves time for its end: what that takes, and a fifth at most', () => {
  expect(searchBudget({ milliseconds: 1000, attempts: 5 }, () => 150, 0)).toMatchObject({
    milliseconds: 850,
    attempts: 5,
  });
  expect(searchBudget({ milliseconds: 1000 }, () => 5000, 0)).toMatchObject({ milliseconds: 800 });
  expect(searchBudget({ until: 11_000 }, () => 5000, 10_000)).toMatchObject({ until: 10_800 });
  expect(searchBudget({ until: 5000 }, () => 5000, 10_000)).toMatchObject({ until: 5000 });
  expect(searchBudget({ patienceAttempts: 3 }, () => 5000, 0)).toMatchObject({ patienceAttempts: 3 });
});
