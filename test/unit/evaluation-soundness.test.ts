import { describe, expect, test } from 'vitest';
import type { Evaluator, Stage } from '../../src/api/evaluator.ts';
import {
  checkHeldBack,
  checkLimit,
  checkMeasured,
  checkProtected,
  checkSeeds,
  checkStageLimits,
  describeCost,
  shortestTimes,
} from '../../src/evaluation/soundness.ts';

const stage = (name: string, more: Partial<Stage> = {}): Stage => ({
  name,
  drive: () => null,
  score: () => ({ score: 0 }),
  ...more,
});
const evaluator = (...stages: Stage[]): Evaluator => ({ name: 'e', interface: '', stages });
const report = (name: string, milliseconds: number) => ({ name, score: 0, metrics: {}, milliseconds });

describe('time limits', () => {
  test.each<[number, number, 'plain' | 'race' | 'metered', string, string | undefined]>([
    [1000, 40, 'plain', 'held', undefined],
    [1000, 100, 'plain', 'held', undefined],
    [1000, 123, 'plain', 'look', 'milliseconds: 1300'],
    [1000, 200, 'race', 'held', undefined],
    [1000, 300, 'race', 'look', 'milliseconds: 1200'],
    [10_000, 1, 'plain', 'look', 'milliseconds: 200'],
    [10_000, 30, 'plain', 'look', 'milliseconds: 600'],
    [10_000, 60, 'plain', 'held', undefined],
    [10_000, 1, 'metered', 'held', undefined],
    [10, 2, 'metered', 'look', 'milliseconds: 20'],
    [1000, 0, 'plain', 'held', undefined],
  ])('%i ms for %d ms (%s) is %s', (limit, took, kind, status, fix) => {
    const finding = checkLimit('s', limit, took, kind);
    expect(finding.status).toBe(status);
    if (fix) expect(finding.fix).toContain(fix);
    else expect(finding.fix).toBeUndefined();
  });

  test('what it says to set is then held', () => {
    for (const [limit, took] of [
      [10, 1.7],
      [400, 99],
      [1000, 1234],
      [60_000, 3],
      [60_000, 11],
      [900_000, 4321],
    ] as const) {
      const said = Number(/milliseconds: (\d+)/.exec(checkLimit('s', limit, took, 'plain').fix ?? '')?.[1]);
      expect(checkLimit('s', said, took, 'plain').status).toBe('held');
    }
  });

  test('the shortest time of a stage counts, and a stage that never ran is left out', () => {
    const took = shortestTimes([[report('a', 90)], [report('a', 20), report('b', 5)]]);
    const stages = evaluator(
      stage('a', { limits: { milliseconds: 300 } }),
      stage('b', { heldBack: true, limits: { milliseconds: 20 } }),
      stage('c'),
    );
    expect(checkStageLimits(stages, took).map(({ status }) => status)).toEqual(['held', 'look']);
    expect(describeCost(stages, took, 2).detail).toContain('20.0 ms in the sandbox (a 20.0): at most 360,000 an hour');
  });
});

describe('seeded inputs', () => {
  const status = (inputs: NonNullable<Stage['inputs']>) => checkSeeds(evaluator(stage('a', { inputs })))[0]?.status;
  let calls = 0;
  test.each<[string, NonNullable<Stage['inputs']>, string | undefined]>([
    ['follow from the seed', (seed) => [seed], 'held'],
    ['ignore the seed', () => [1], 'look'],
    ['remember earlier calls', (seed) => [seed, calls++], 'stumbled'],
    ['are a list', [1, 2], undefined],
  ])('that %s', (_, inputs, expected) => {
    expect(status(inputs)).toBe(expected);
  });
});

describe('held-back instances', () => {
  const seen = stage('a', { inputs: [[1], [2]] });
  test.each<[string, Evaluator, string]>([
    ['others', evaluator(seen, stage('b', { inputs: [[3]], heldBack: true })), 'held'],
    ['some of the same', evaluator(seen, stage('b', { inputs: [[3], [2]], heldBack: true })), 'stumbled'],
    ['none, of several', evaluator(seen), 'look'],
    ['none, of seeded ones', evaluator(stage('a', { inputs: (seed) => [seed, 0] })), 'held'],
    ['none, of one', evaluator(stage('a')), 'held'],
    ['none, of one in two stages', evaluator(stage('a', { inputs: [7] }), stage('b', { inputs: [7] })), 'held'],
  ])('%s', (_, given, expected) => {
    expect(checkHeldBack(given).status).toBe(expected);
  });
});

test('a measured score without a reference is worth a look, unless the engine races it', () => {
  const found = (more: Partial<Stage>) => checkMeasured(evaluator(stage('a', more))).map(({ status }) => status);
  expect(found({ measured: true })).toEqual(['look']);
  expect(found({ measured: true, timing: { rounds: 3 } })).toEqual([]);
  expect(found({ measured: true, heldBack: true })).toEqual([]);
  expect(found({})).toEqual([]);
});

test('a score that candidates print, or an output that nothing looks at, is told with its repair', () => {
  const command = { name: 'a', command: { run: './a' }, score: () => ({ score: 0 }) };
  const printed = checkProtected(evaluator({ ...command, unprotected: true }, stage('b'), command));
  expect(printed).toMatchObject([{ tried: 'judge of stage a', status: 'look' }]);
  expect(printed[0]!.detail).toContain('their own scores');
  expect(printed[0]!.fix).toContain('add judge: ');
  const [raced] = checkProtected(evaluator({ ...command, unprotected: true, timing: { rounds: 3 } }));
  expect(raced!.detail).toContain('nothing looks at');
});
