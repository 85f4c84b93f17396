import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestTour } from '../../bench/tsp/best-tour.ts';
import { lowerBound } from '../../bench/tsp/lower-bound.ts';
import { distance, lengthOf } from '../../evaluators/kit/tour.ts';
import type { Stage } from '../../src/api/evaluator.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

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
    const scored = (priority: Priority) => scoreOf(resultOf(stage, { priority }));
    expect(scoreOf(resultOf(stage, await initialOf('cluster-scheduling')))).toBeCloseTo(3.0118, 4);
    expect(scored(() => 0)).toBeCloseTo(5.25, 2);
    expect(scored((_, __, freeCpu, freeMemory, cpu, memory) => freeCpu / cpu + freeMemory / memory)).toBeCloseTo(
      6.983,
      3,
    );
    const fitting: Priority = (cpu, memory, freeCpu, freeMemory) => {
      const [a, b] = [cpu / freeCpu, memory / freeMemory];
      return a + b - (b / a + a / b);
    };
    expect(scored(fitting)).toBeCloseTo(2.164, 3);
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
      expect(resultOf(stage, { priority: () => value })).toHaveProperty('wrong');
  });

  test('infinite priorities and equal ones are fine: the first machine wins', async () => {
    const stage = await stageOf('cluster-scheduling', 'glance');
    const first = resultOf(stage, { priority: () => 0 });
    for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(resultOf(stage, { priority: () => value })).toEqual(first);
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

test.each([
  ['cluster-scheduling', [200, 1000, 2400]],
  ['online-bin-packing', [200, 500, 834]],
  ['online-bin-packing-uniform', [200, 500, 500]],
])('the stages of %s have time in proportion to their work', async (problem, milliseconds) => {
  const stages = ['glance', 'search', 'held-back'].map((name) => stageOf(problem, name));
  expect((await Promise.all(stages)).map(({ limits }) => limits?.milliseconds)).toEqual(milliseconds);
});

describe('travelling salesman', () => {
  const search = () => stageOf('tsp-heuristic', 'search');
  type Cities = readonly (readonly [number, number])[];
  const citiesOf = (stage: Stage, seed = 1) => (stage.inputs as (seed: number) => readonly Cities[])(seed);
  const sizes = async () => citiesOf(await search()).map(({ length }) => length);
  const inOrder = async () => (await sizes()).map((length) => Array.from({ length }, (_, i) => i));
  const judged = async (tours: unknown[]) => (await search()).score(tours, citiesOf(await search()));

  test('the initial program scores what its page says, and any order scores worse', async () => {
    const stage = await search();
    expect(scoreOf(resultOf(stage, await initialOf('tsp-heuristic')))).toBeCloseTo(25.1076, 3);
    expect(scoreOf(await judged(await inOrder()))).toBeGreaterThan(200);
  });

  test('where a tour begins and which way it goes does not matter', async () => {
    const tours = await inOrder();
    const turned = tours.map((tour) => [...tour.slice(7), ...tour.slice(0, 7)].reverse());
    expect(await judged(turned)).toEqual(await judged(tours));
  });

  test('distances are rounded to whole numbers, halves up', () => {
    expect(distance([0, 0], [3, 4])).toBe(5);
    expect(distance([0, 0], [1, 1])).toBe(1);
    expect(distance([0, 0], [1, 2])).toBe(2);
    expect(
      lengthOf(
        [
          [0, 0],
          [0, 3],
          [4, 3],
          [4, 0],
        ],
        [0, 1, 2, 3],
      ),
    ).toBe(14);
    expect(
      lengthOf(
        [
          [0, 0],
          [0, 3],
          [4, 3],
          [4, 0],
        ],
        [0, 2, 1, 3],
      ),
    ).toBe(18);
  });

  test.each(['glance', 'search', 'held-back'])(
    'the tours that were found for %s respect the proven bounds',
    async (name) => {
      const { default: data } = await import('../../evaluators/data/tsp-heuristic.json', { with: { type: 'json' } });
      const instances = { glance: data.glance, search: data.search, 'held-back': data.heldBack }[name]!;
      for (const { bound, found } of instances) {
        expect(found).toBeGreaterThanOrEqual(bound);
        expect(found / bound).toBeLessThan(1.03);
      }
    },
  );

  test('the proven bounds hold for all tours of a few cities', () => {
    const city = fc.tuple(fc.nat(100), fc.nat(100));
    const orders = (rest: number[]): number[][] =>
      rest.length === 0 ? [[]] : rest.flatMap((i) => orders(rest.filter((j) => j !== i)).map((order) => [i, ...order]));
    const all = orders([1, 2, 3, 4, 5]).map((order) => [0, ...order]);
    fc.assert(
      fc.property(fc.array(city, { minLength: 6, maxLength: 6 }), (cities) => {
        const shortest = Math.min(...all.map((order) => lengthOf(cities, order)));
        expect(lowerBound(cities, shortest)).toBeLessThanOrEqual(shortest);
        expect(lengthOf(cities, bestTour(cities, 5))).toBeGreaterThanOrEqual(shortest);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ['a city twice', (tour: number[]) => [...tour.slice(1), 5]],
    ['a city left out', (tour: number[]) => tour.slice(1)],
    ['a city too many', (tour: number[]) => [...tour, 0]],
    ['a city that does not exist', (tour: number[]) => tour.map((city) => city + 1)],
    ['half a city', (tour: number[]) => tour.map((city) => city + 0.5)],
    ['NaN', (tour: number[]) => tour.map(() => null)],
    ['text', (tour: number[]) => tour.map(String)],
    ['a claimed length', (tour: number[]) => ({ length: 1, tour })],
    ['nothing', () => null],
  ])('%s is wrong', async (_, spoil) => {
    const tours = await inOrder();
    expect(await judged([spoil(tours[0]!), ...tours.slice(1)])).toHaveProperty('wrong');
    expect(await judged([...tours.slice(0, 5), spoil(tours[5]!)])).toHaveProperty('wrong');
  });

  test('the candidate is not shown what is known about the answer, and held-back instances are others', async () => {
    const [stage, held] = [await search(), await stageOf('tsp-heuristic', 'held-back')];
    for (const cities of citiesOf(stage)) expect(Object.keys(cities)).toHaveLength(cities.length);
    expect(held.heldBack).toBe(true);
    const starts = (stage: Stage) => citiesOf(stage).map((cities) => cities.slice(0, 5).join());
    expect(new Set([...starts(stage), ...starts(held)]).size).toBe(12);
  });

  test('another seed turns, mirrors and renumbers the cities, and changes no distance', async () => {
    const stage = await search();
    const distances = (cities: Cities) =>
      cities.flatMap((a) => cities.map((b) => distance(a, b))).sort((a, b) => a - b);
    for (const [index, cities] of citiesOf(stage, 1).entries()) {
      const other = citiesOf(stage, 2)[index]!;
      expect(other.join()).not.toBe(cities.join());
      expect(distances(other)).toEqual(distances(cities));
    }
  });
});
