import { describe, expect, test } from 'vitest';
import type { Stage } from '../../src/api/evaluator.ts';
import { initialOf, judge, scoreOf, stageOf } from '../judging.ts';

type Priority = (
  cpu: number,
  memory: number,
  freeCpu: number,
  freeMemory: number,
  allCpu: number,
  allMemory: number,
) => number;

describe('cluster scheduling', () => {
  test('the initial program and rules that are known score what its page says', async () => {
    const stage = await stageOf('cluster-scheduling', 'search');
    const scored = (priority: Priority) => scoreOf(judge(stage, { priority }));
    expect(scoreOf(judge(stage, await initialOf('cluster-scheduling')))).toBeCloseTo(-3.0118, 4);
    expect(scored(() => 0)).toBeCloseTo(-5.25, 2);
    expect(scored((_, __, freeCpu, freeMemory, cpu, memory) => freeCpu / cpu + freeMemory / memory)).toBeCloseTo(
      -6.983,
      3,
    );
    const fitting: Priority = (cpu, memory, freeCpu, freeMemory) => {
      const [a, b] = [cpu / freeCpu, memory / freeMemory];
      return a + b - (b / a + a / b);
    };
    expect(scored(fitting)).toBeCloseTo(-2.164, 3);
  });

  /** Two machines; jobs are [ticks since the last, lifetime, processors, memory]. */
  const small = {
    machines: [
      [4, 4],
      [2, 8],
    ],
    jobs: [
      [0, 10, 3, 1],
      [1, 10, 2, 2],
      [1, 5, 1, 4],
      [8, 5, 4, 4],
      [1, 5, 4, 4],
      [1, 1, 1, 1],
    ],
  };
  const judged = async (places: unknown) => (await stageOf('cluster-scheduling', 'search')).score([places], [small]);

  test('a schedule is worth the work it does not lose', async () => {
    // The fourth job comes at tick 10, when the first has left; the fifth finds no room.
    expect(await judged([0, 1, -1, 0, -1, 1])).toMatchObject({
      metrics: { lost_cpu: (100 * 25) / 96, lost_memory: (100 * 40) / 91 },
    });
  });

  test.each([
    ['a machine that holds too much at once', [0, 0, -1, 0, -1, 1]],
    ['a job turned away while there is room', [-1, 1, -1, 0, -1, 1]],
    ['a small job turned away while there is room', [0, 1, -1, 0, -1, -1]],
    ['a job on a machine that is taken by a job that has not left', [0, 1, -1, 0, 0, 1]],
    ['a machine that does not exist', [0, 1, -1, 0, -1, 2]],
    ['a machine below zero', [0, 1, -1, 0, -2, 1]],
    ['half a machine', [0, 1, -1, 0, -1, 0.5]],
    ['a job forgotten', [0, 1, -1, 0, -1]],
    ['a job too many', [0, 1, -1, 0, -1, 1, 1]],
    ['NaN', [0, 1, -1, 0, -1, null]],
    ['a claim of no loss', { lost: 0 }],
    ['nothing', null],
  ])('%s is wrong', async (_, places) => {
    expect(await judged(places)).toHaveProperty('wrong');
  });

  test('priorities that are no numbers are wrong', async () => {
    const stage = await stageOf('cluster-scheduling', 'glance');
    for (const value of [Number.NaN, undefined, '5', null, { valueOf: () => 5 }, 5n])
      expect(judge(stage, { priority: () => value })).toHaveProperty('wrong');
  });

  test('infinite priorities and equal ones are fine: the first machine wins', async () => {
    const stage = await stageOf('cluster-scheduling', 'glance');
    const first = judge(stage, { priority: () => 0 });
    for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(judge(stage, { priority: () => value })).toEqual(first);
  });

  test('held-back instances are others', async () => {
    const [search, held] = [
      await stageOf('cluster-scheduling', 'search'),
      await stageOf('cluster-scheduling', 'held-back'),
    ];
    expect(held.heldBack).toBe(true);
    const starts = ({ inputs }: Stage) =>
      (inputs as { jobs: number[][] }[]).map(({ jobs }) => jobs.slice(0, 20).join());
    expect(new Set([...starts(search), ...starts(held)]).size).toBe(8);
  });
});
