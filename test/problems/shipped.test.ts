import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { directionOf, isBetter } from '../../src/api/direction.ts';
import type { Stage } from '../../src/api/evaluator.ts';
import { isCommand } from '../../src/evaluation/stage-kind.ts';
import { listProblems, loadProblem } from '../../src/load-problem.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

test('problems that come with germline load, and each has a page with a picture', async () => {
  const names = await listProblems();
  expect(names.length).toBeGreaterThanOrEqual(18);
  for (const name of names) {
    expect((await loadProblem(name)).problem.name).toBe(name);
    const page = await readFile(`problems/${name}/README.md`, 'utf8');
    const [, picture] = /!\[[^\]]+\]\(([^)]+\.svg)\)/.exec(page) ?? [];
    expect(await readFile(`problems/${name}/${picture}`, 'utf8')).toContain('</svg>');
  }
});

test('no initial program reaches the best that is known', async () => {
  for (const name of await listProblems()) {
    const { problem } = await loadProblem(name);
    const { knownBest, evaluator } = problem;
    const stage = evaluator.stages.findLast(({ heldBack }) => !heldBack)!;
    if (!knownBest || isCommand(stage)) continue; // native.test.ts has those of commands
    const initial = scoreOf(resultOf(stage, await initialOf(name)));
    expect(isBetter(directionOf(problem), knownBest.score, initial), name).toBe(true);
  }
});

describe('circle packing', () => {
  const grid = (radius: (i: number) => number) =>
    Array.from({ length: 26 }, (_, i) =>
      i < 25 ? [0.1 + 0.2 * (i % 5), 0.1 + 0.2 * Math.floor(i / 5), radius(i)] : [0.2, 0.2, 0.04],
    );
  const judged = async (packing: unknown) =>
    resultOf(await stageOf('circle-packing-26', 'packing'), { pack: () => packing });

  test('the initial program and a better packing score what they are worth', async () => {
    const stage = await stageOf('circle-packing-26', 'packing');
    expect(scoreOf(resultOf(stage, await initialOf('circle-packing-26')))).toBeCloseTo(2.2269468575, 8);
    expect(scoreOf(await judged(grid(() => 0.0999999)))).toBeCloseTo(2.5399975, 6);
  });

  test('circles may touch, in whole numbers of one eighth', async () => {
    const touching = Array.from({ length: 26 }, (_, i) =>
      i < 16 ? [(2 * (i % 4) + 1) / 8, (2 * Math.floor(i / 4) + 1) / 8, 1 / 8] : [0.25, 0.25, 0],
    );
    expect(scoreOf(await judged(touching))).toBe(2);
  });

  test.each([
    ['an overlap by the last digit', grid((i) => (i === 12 ? 0.1 + 2 ** -55 : 0.1))],
    ['an overhang', grid((i) => (i === 0 ? 0.1000001 : 0.0999))],
    ['a negative radius', grid((i) => (i === 3 ? -0.1 : 0.09))],
    ['a circle too few', grid(() => 0.09).slice(1)],
    ['a circle too many', [...grid(() => 0.09), [0.9, 0.2, 0]]],
    ['NaN', grid((i) => (i === 7 ? Number.NaN : 0.09))],
    ['infinity', grid((i) => (i === 7 ? Number.POSITIVE_INFINITY : 0.09))],
    ['text', grid(() => 0.09).map(([x, y]) => [x, y, '9'])],
    ['a claimed sum', { sum: 3, circles: grid(() => 0.09) }],
    ['four numbers in a circle', grid(() => 0.09).map((circle) => [...circle, 1])],
    ['nothing', undefined],
  ])('%s is wrong', async (_, packing) => {
    expect(await judged(packing)).toHaveProperty('wrong');
  });
});

/**
 * Bins that FunSearch's heuristic for Weibull sizes opens (Romera-Paredes et al., Nature 2024). It sees all bins with room
 * in the order they were opened, the empty one last, and compares each with the one before.
 */
function binsOfFunSearch(items: readonly number[], capacity: number): number {
  const rooms = [capacity];
  for (const item of items) {
    const fitting = rooms
      .keys()
      .filter((bin) => rooms[bin]! >= item)
      .toArray();
    const most = Math.max(...fitting.map((bin) => rooms[bin]!));
    const values = fitting.map((bin) => {
      const room = rooms[bin]!;
      const value = (room - most) ** 2 / item + room ** 2 / item ** 2 + room ** 2 / item ** 3;
      return room > item ? -value : value;
    });
    const steps = values.map((value, index) => (index === 0 ? value : value - values[index - 1]!));
    const chosen = fitting[steps.indexOf(Math.max(...steps))]!;
    if (chosen === rooms.length - 1) rooms.push(capacity);
    rooms[chosen]! -= item;
  }
  return rooms.length - 1;
}

describe('online bin packing', () => {
  test.each([
    ['online-bin-packing', 3.9238],
    ['online-bin-packing-uniform', 5.2149],
  ])(
    '%s: the initial program scores what its page says, and one that avoids small gaps better',
    async (name, score) => {
      const stage = await stageOf(name, 'search');
      expect(scoreOf(resultOf(stage, await initialOf(name)))).toBeCloseTo(score, 4);
      const careful = (item: number, room: number) =>
        (room - item <= 5 ? 1000 : 0) - (room - item) + (room - item > 24 ? 200 : 0);
      expect(scoreOf(resultOf(stage, { priority: careful }))).toBeLessThan(score - 1);
      expect(scoreOf(resultOf(stage, { priority: (_: number, room: number) => room }))).toBeGreaterThan(20);
    },
  );

  test.each([
    ['search', 0.662],
    ['held-back', 0.704],
  ])('the heuristic that FunSearch published needs as many bins more as its page says: %s', async (name, percent) => {
    const { inputs } = await stageOf('online-bin-packing', name);
    let [bins, bound] = [0, 0];
    for (const { items, capacity } of inputs as { items: number[]; capacity: number }[]) {
      bins += binsOfFunSearch(items, capacity);
      bound += Math.ceil(items.reduce((sum, item) => sum + item, 0) / capacity);
    }
    expect((100 * (bins - bound)) / bound).toBeCloseTo(percent, 3);
    const { knownBest } = (await loadProblem('online-bin-packing')).problem;
    if (name === 'search') expect((100 * (bins - bound)) / bound).toBe(knownBest!.score);
  });

  test('NaN and values that are no numbers are wrong', async () => {
    const stage = await stageOf('online-bin-packing', 'glance');
    for (const value of [Number.NaN, undefined, '5', null, { valueOf: () => 5 }])
      expect(resultOf(stage, { priority: () => value })).toHaveProperty('wrong');
  });

  test('a packing is believed only as far as its bins exist and have room', async () => {
    const stage = await stageOf('online-bin-packing', 'glance');
    const [instance] = stage.inputs as { capacity: number; items: number[] }[];
    const small = { ...(instance as NonNullable<typeof instance>), items: [60, 30, 10, 50] };
    const judged = (rooms: unknown) => stage.score([rooms], [small]);
    expect(scoreOf(judged([100, 40, 10, 100]))).toBe(0);
    expect(scoreOf(judged([100, 40, 100, 100]))).toBe(50);
    for (const rooms of [
      [100, 40, 10],
      [100, 40, 10, 50],
      [100, 50, 10, 100],
      [100, 40, 9, 100],
      [101, 40, 10, 100],
      'full',
      null,
      [100, 40, 10, 100, 100],
    ])
      expect(judged(rooms)).toHaveProperty('wrong');
  });

  test.each(['online-bin-packing', 'online-bin-packing-uniform'])(
    'held-back instances of %s are others',
    async (name) => {
      const [search, held] = [await stageOf(name, 'search'), await stageOf(name, 'held-back')];
      expect(held.heldBack).toBe(true);
      const items = ({ inputs }: Stage) =>
        (inputs as { items: number[] }[]).map((instance) => instance.items.slice(0, 50).join());
      expect(items(held).filter((list) => items(search).includes(list))).toEqual([]);
    },
  );
});
