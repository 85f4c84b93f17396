import { expect, test } from 'vitest';
import { moreOf } from '../../src/cli/more.ts';
import { readClockTime, readDuration } from '../../src/config.ts';
import type { Budget, Ending, Standing } from '../../src/schedule/budget.ts';

const used: Standing = {
  ...{ direction: 'max', attempts: 23, told: 25, evaluations: 41, elapsed: 61_000, champion: undefined },
  ...{ lastGain: { told: 10, at: 31_000 }, money: 5.25, modelsSpent: false },
};
const until = new Date(2026, 10, 26, 7, 5).getTime();

test.each<[Ending, Budget, string | undefined]>([
  ['attempts', { attempts: 20 }, '--attempts 43'],
  ['evaluations', { evaluations: 40 }, '--evaluations 81'],
  ['time', { milliseconds: 60_000 }, '--for 121s'],
  ['time', { milliseconds: 3_600_000, until }, '--for 62m'],
  ['time', { milliseconds: 36_000_000 }, '--for 11h'],
  ['time', { until }, '--until 07:05'],
  ['patience', { patienceAttempts: 15 }, '--patience 30'],
  ['patience', { patienceMilliseconds: 30_000 }, '--patience 60s'],
  ['money', { money: 5 }, '--money 10.3'],
  ['interrupted', { attempts: 20 }, ''],
  ['target', { target: 4 }, undefined],
  ['models', {}, undefined],
])('a run that ended by %s with %j goes on with %s', (ending, limits, expected) => {
  expect(moreOf(ending, limits, used)).toBe(expected);
});

test('what it says is above what was used, as the command line reads it', () => {
  const [, time = ''] = moreOf('time', { milliseconds: 60_000 }, used)!.split(' ');
  expect(readDuration(time)).toBeGreaterThan(used.elapsed);
  const [, moment = ''] = moreOf('time', { until }, used)!.split(' ');
  expect(readClockTime(moment, new Date(until))).toBe(until + 24 * 3_600_000);
});
