import { describe, expect, test } from 'vitest';
import { defineStage } from '../../src/api/define.ts';
import { forSpeed, operatorsFor } from '../../src/proposers/operators/index.ts';
import { testModels } from '../fixtures/test-models.ts';
import { aState, nearHundred } from '../fixtures/test-run.ts';

const stage = defineStage({ name: 'a', drive: (candidate) => candidate.values(), score: () => ({ score: 0 }) });
const withStage = (more: object) => ({
  ...nearHundred,
  problem: { ...nearHundred.problem, evaluator: { ...nearHundred.problem.evaluator, stages: [{ ...stage, ...more }] } },
});

/** Operators of a search of this problem that only change how fast a program runs. */
function forSpeedIn(problem: typeof nearHundred, more: object = {}): readonly string[] {
  const config = { models: [{ name: 'm' }], ...more };
  const { models } = testModels(config, async () => '');
  return [...aState({ problem, config, models }).proposers.keys()].filter((name) => forSpeed.has(name));
}

describe('operators that only change how fast a program runs', () => {
  test('are operators', () => {
    const names = operatorsFor(nearHundred.initial).map(({ name }) => name);
    expect(forSpeed.difference(new Set(names))).toEqual(new Set());
  });

  test('take no part beside models where nothing measures speed', () => {
    expect(forSpeedIn(withStage({}))).toEqual([]);
    expect(forSpeedIn(withStage({}), { models: [] })).toEqual(expect.arrayContaining([...forSpeed]));
    expect(forSpeedIn(withStage({}), { proposers: 'operators,unroll-loop' })).toEqual(['unroll-loop']);
  });

  test.each([
    ['time', { timing: { rounds: 3 } }],
    ['operations', { limits: { operations: 1000 } }],
  ])('take part where a stage measures %s', (_, more) => {
    expect(new Set(forSpeedIn(withStage(more)))).toEqual(forSpeed);
  });
});
