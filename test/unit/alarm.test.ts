import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import { Alarm } from '../../src/schedule/alarm.ts';
import { inProcess } from '../fixtures/in-process.ts';
import { testModels } from '../fixtures/test-models.ts';
import { nearHundred, startRun } from '../fixtures/test-run.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An alarm, and when it rang. */
function anAlarm() {
  const rang: number[] = [];
  const began = performance.now();
  const alarm = new Alarm(() => rang.push(performance.now() - began));
  return { alarm, rang };
}

test('an alarm rings once, when the delay is over', () => {
  const { alarm, rang } = anAlarm();
  alarm.set(50);
  vi.advanceTimersByTime(50);
  expect(rang).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(rang).toEqual([51]);
});

test('it may be set sooner, later, or not at all', () => {
  const { alarm, rang } = anAlarm();
  alarm.set(500);
  alarm.set(50);
  vi.advanceTimersByTime(100);
  expect(rang).toEqual([51]);
  alarm.set(50);
  alarm.set(300);
  vi.advanceTimersByTime(200);
  expect(rang).toHaveLength(1);
  alarm.set(undefined);
  vi.advanceTimersByTime(1000);
  alarm.set(10);
  alarm[Symbol.dispose]();
  vi.advanceTimersByTime(1000);
  expect(rang).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('to set it again for the same moment changes nothing', () => {
  const { alarm, rang } = anAlarm();
  alarm.set(50);
  for (let left = 49; left > 0; left--) {
    vi.advanceTimersByTime(1);
    alarm.set(left);
  }
  vi.advanceTimersByTime(2);
  expect(rang).toEqual([51]);
});

test('what is too long for a timer rings early and is set again, until it is over', () => {
  const delay = 2 ** 32 + 5000;
  const rang: number[] = [];
  const began = performance.now();
  const alarm = new Alarm(() => {
    const left = delay - (performance.now() - began);
    rang.push(left);
    if (left > 0) alarm.set(left);
  });
  alarm.set(delay);
  vi.advanceTimersByTime(delay + 10);
  expect(rang).toHaveLength(3);
  expect(rang.at(-1)).toBeLessThanOrEqual(0);
});

test('a search whose limit of time is longer than a timer can wait ends when it is over, not before', async () => {
  const milliseconds = 2 ** 31 + 60_000;
  const config = { proposers: 'none', simplify: false, milliseconds, models: [{ name: 'm', seconds: 2_000_000 }] };
  const { models, schedule } = testModels(config, (_, signal) => {
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason));
    return promise;
  });
  await using run = await startRun({ config, models, seats: schedule });
  let ending: string | undefined;
  const evolving = run.evolve().then((reached) => {
    ending = reached;
  });
  await vi.advanceTimersByTimeAsync(2 ** 31 + 30_000);
  expect(ending).toBeUndefined();
  await vi.advanceTimersByTimeAsync(31_000);
  await evolving;
  expect(ending).toBe('time');
  expect(run.told).toEqual([]); // nothing is kept of what the model did not finish
});

test('a search whose time is over waits for what is under way without a timer', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const pool = inProcess(nearHundred);
  const evaluator: EvaluatorPool = { ...pool, evaluate: (...given) => promise.then(() => pool.evaluate(...given)) };
  await using run = await startRun({ evaluator, config: { simplify: false, milliseconds: 1000 }, lanes: 2 });
  const evolving = run.evolve();
  await vi.advanceTimersByTimeAsync(1010);
  expect(vi.getTimerCount()).toBe(0);
  resolve();
  expect(await evolving).toBe('time');
  expect(run.told.length).toBeGreaterThanOrEqual(2);
});
