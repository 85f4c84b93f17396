import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capSet } from '../../evaluators/cap-set.ts';
import { kissingNumber } from '../../evaluators/kissing-number.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

describe('Heilbronn in a triangle', () => {
  /** AlphaEvolve (2025, data under CC BY 4.0), mapped to the triangle (0, 0), (1, 0), (0, 1) and repaired by 1e-15. */
  const published = [
    [0.855969059106645, 0],
    [0.2956511458813343, 0],
    [0.08207229541395694, 0.852732769678901],
    [0.24378779767479847, 0.37810610116260324],
    [0.5072505900947807, 0.337039497095273],
    [0, 0.2774529779155061],
    [0.08207229541395696, 0.0651949349071427],
    [0.29565114588133207, 0.7043488541186679],
    [0, 0.7225470220844967],
    [0.5072505900947867, 0.15570991280994512],
    [0.8559690591066482, 0.14403094089335172],
  ];
  const judged = async (points: unknown) =>
    resultOf(await stageOf('heilbronn-triangle-11', 'placement'), { place: () => points });
  const but = (index: number, point: unknown) => published.map((one, i) => (i === index ? point : one));

  test('the initial program and the published points score what they are worth', async () => {
    const stage = await stageOf('heilbronn-triangle-11', 'placement');
    expect(scoreOf(resultOf(stage, await initialOf('heilbronn-triangle-11')))).toBeCloseTo(0.0107281025, 9);
    expect(scoreOf(await judged(published))).toBe(0.036529889880030135);
  });

  test('moving a point of the best placement does not make it better', async () => {
    for (const [index, [u, v]] of published.entries()) {
      const moved = but(index, [Math.max(0, u! - 1e-3), Math.max(0, v! - 1e-3)]);
      expect(scoreOf(await judged(moved))).toBeLessThan(0.0365298);
    }
  });

  test('three points on a line are worth nothing, and points may coincide for nothing', async () => {
    expect(scoreOf(await judged(but(0, published[1])))).toBe(0);
    expect(scoreOf(await judged(but(0, [(0.2956511458813343 + 1) / 2, 0])))).toBeGreaterThan(0);
    expect(scoreOf(await judged([[0, 0], [0.25, 0], [0.5, 0], ...published.slice(3)]))).toBe(0);
  });

  test.each([
    ['outside by the last digit', but(7, [0.2956511458813344, 0.7043488541186679])],
    ['outside by less than a sum of doubles shows', but(7, [0.75, 0.25 + 2 ** -54])],
    ['outside by the least number there is', but(0, [-5e-324, 0])],
    ['outside by far', but(7, [1e308, 1e308])],
    ['a point too few', published.slice(1)],
    ['a point too many', [...published, [0.1, 0.1]]],
    ['NaN', but(2, [Number.NaN, 0])],
    ['infinity', but(2, [Number.POSITIVE_INFINITY, 0])],
    ['text', but(2, ['0.1', 0])],
    ['a third coordinate', but(2, [0.1, 0.1, 0.1])],
    ['a claimed share', { score: 0.04, points: published }],
    ['something like a list', { length: 11 }],
    ['nothing', undefined],
  ])('%s is wrong', async (_, points) => {
    expect(await judged(points)).toHaveProperty('wrong');
  });
});

describe('distance ratio', () => {
  /** AlphaEvolve (2025, data under CC BY 4.0). */
  const published = [
    [0.8470278707092158, 0.2918282514726773],
    [-0.23745459443195124, -0.8571978965568918],
    [0.3557900209463371, 0.279097289488927],
    [-0.8607342601440215, -0.15089717398730187],
    [-0.4726876231254993, 0.7174253632783496],
    [-0.3788383952523786, -0.05470430230958746],
    [-0.03757671392994971, -0.4082819539247519],
    [0.4800129548135765, 0.7545395596986599],
    [-0.000979763279861421, 0.8551512034827423],
    [-0.7797718797834859, 0.33379016991681987],
    [-0.6541792267650747, -0.5967802443605281],
    [0.6682256918291543, -0.6282247082504422],
    [0.9028949024748079, -0.1963885801084583],
    [0.41165705912895084, -0.2091194383890215],
    [0.25280396897954216, -0.8907156599623591],
    [-0.12757658935294616, 0.3676038779372552],
  ];
  const grid = Array.from({ length: 16 }, (_, i) => [i % 4, Math.floor(i / 4)]);
  const judged = async (points: unknown) =>
    resultOf(await stageOf('distance-ratio-16', 'placement'), { place: () => points });
  const but = (index: number, point: unknown) => published.map((one, i) => (i === index ? point : one));

  test('the initial program, a grid and the published points score what they are worth', async () => {
    const stage = await stageOf('distance-ratio-16', 'placement');
    expect(scoreOf(resultOf(stage, await initialOf('distance-ratio-16')))).toBeCloseTo(19.2910171, 6);
    expect(scoreOf(await judged(grid))).toBe(18);
    expect(scoreOf(await judged(published))).toBe(12.88926611203463);
  });

  test('a climb from the published points comes as near to the best known as its page says', async () => {
    const climbed = [
      [0.8648197319010024, 0.30664275558631804],
      [-0.23914913035025423, -0.8793588910819236],
      [0.37513128475003227, 0.25754286028482287],
      [-0.8412103392138841, -0.15303619613579447],
      [-0.4740727522745217, 0.7075045153622316],
      [-0.3660173578214144, -0.02498462270157331],
      [-0.06914951671978067, -0.4175085837330793],
      [0.46391157770943847, 0.7416127257247032],
      [-0.010465805074178226, 0.8726534595675738],
      [-0.7982684173844394, 0.3372306358087312],
      [-0.64823902633489, -0.605769724347971],
      [0.6802158009765548, -0.6302029557787974],
      [0.8897045195505454, -0.18487156009982386],
      [0.38767850731845066, -0.23444102379280463],
      [0.2529704546179478, -0.8744712287091853],
      [-0.09924609780768053, 0.38858359398814224],
    ];
    const score = scoreOf(await judged(climbed));
    const best = (await loadProblem('distance-ratio-16')).problem.knownBest!.score;
    expect(score).toBeCloseTo(12.889229915, 9);
    expect(score - best).toBeGreaterThan(0);
    expect(score - best).toBeLessThan(1e-8);
  });

  test('size does not matter, however small: nothing underflows', async () => {
    expect(scoreOf(await judged(grid.map((point) => point.map((value) => value * 2 ** -1000))))).toBe(18);
  });

  test('a distance that is larger by the last digit counts', async () => {
    const wide = grid.map(([x, y]) => [x === 3 && y === 3 ? 3 + 2 ** -51 : x, y]);
    expect(scoreOf(await judged(wide))).toBeGreaterThan(18);
  });

  test.each([
    ['two points that are the same', but(0, published[1])],
    ['all points the same', published.map(() => [0, 0])],
    ['a point too few', published.slice(1)],
    ['a point too many', [...published, [0, 0]]],
    ['NaN', but(3, [Number.NaN, 0])],
    ['infinity', but(3, [0, Number.POSITIVE_INFINITY])],
    ['huge numbers', but(3, [1e300, 0])],
    ['a line, not a plane', published.map(([x]) => [x])],
    ['a third dimension', published.map(([x, y], i) => [x, y, i])],
    ['a claimed ratio', { ratio: 12, points: published }],
    ['nothing', undefined],
  ])('%s is wrong', async (_, points) => {
    expect(await judged(points)).toHaveProperty('wrong');
  });
});

describe("Erdős' minimum overlap", () => {
  const one = 2 ** 20;
  const judged = async (heights: unknown) =>
    resultOf(await stageOf('erdos-overlap', 'overlap'), { heights: () => heights });
  const half = Array.from({ length: 200 }, () => one / 2);
  const but = (changes: Readonly<Record<number, unknown>>) => half.map((height, i) => changes[i] ?? height);

  test('the initial program and functions that can be computed by hand score what they are worth', async () => {
    const stage = await stageOf('erdos-overlap', 'overlap');
    expect(scoreOf(resultOf(stage, await initialOf('erdos-overlap')))).toBeCloseTo(0.440959921875, 11);
    expect(scoreOf(await judged(half))).toBe(0.5);
    // One in the middle half: shifted by a quarter of the whole, half of it lies where h is zero.
    const middle = half.map((_, i) => (i >= 50 && i < 150 ? one : 0));
    expect(scoreOf(await judged(middle))).toBe(0.5);
    // 3/4 in the middle half and 1/4 outside: worst when shifted by a quarter, and then the sum of three parts.
    const soft = half.map((_, i) => (i >= 50 && i < 150 ? 0.75 * one : 0.25 * one));
    const byHand = (2 / 200) * 50 * (0.75 * 0.75 + 0.75 * 0.25 + 0.25 * 0.25);
    expect(scoreOf(await judged(soft))).toBeCloseTo(byHand, 12);
  });

  test('the order of the steps counts, and mirroring does not', async () => {
    const { heights } = await initialOf('erdos-overlap');
    const uneven = (heights(200, one) as number[]).map((height, i, all) => (i < 100 ? height : all[299 - i]!));
    expect(scoreOf(await judged([...uneven].reverse()))).toBe(scoreOf(await judged(uneven)));
    expect(scoreOf(await judged([...uneven].sort((a, b) => a - b)))).not.toBe(scoreOf(await judged(uneven)));
  });

  test.each([
    ['a sum too large by one', but({ 3: one / 2 + 1 })],
    ['a sum too small by one', but({ 3: one / 2 - 1 })],
    ['a height above one', but({ 3: one + 1, 4: -1 })],
    ['parts that only sum up to a whole', but({ 3: one / 2 + 0.5, 4: one / 2 - 0.5 })],
    ['a step too few', half.slice(1)],
    ['twice as many steps', [...half, ...half]],
    ['no steps', []],
    ['NaN', but({ 3: Number.NaN })],
    ['infinity', but({ 3: Number.POSITIVE_INFINITY })],
    ['text', but({ 3: String(one / 2) })],
    ['a claimed overlap', { overlap: 0.38, heights: half }],
    ['nothing', undefined],
  ])('%s is wrong', async (_, heights) => {
    expect(await judged(heights)).toHaveProperty('wrong');
  });
});

describe('cap set', () => {
  const stageFor = (n: number) => capSet({ n }).stages[0]!;
  const vectorOf = (number: number, n: number) => [...number.toString(3).padStart(n, '0')].map(Number);

  test('the initial program and priorities that are known score what they are worth', async () => {
    const stage = await stageOf('cap-set-8', 'greedy');
    expect(scoreOf(resultOf(stage, await initialOf('cap-set-8')))).toBe(284);
    expect(scoreOf(resultOf(stage, { priority: () => 0 }))).toBe(256);
    const noTwo = (vector: number[]) => (vector.includes(2) ? Number.NEGATIVE_INFINITY : 1);
    expect(scoreOf(resultOf(stage, { priority: noTwo }))).toBe(256);
  });

  test('of equal priorities the first counts, and a candidate cannot reach other vectors by changing its own', () => {
    const spoils = (vector: number[]) => vector.fill(0)[0];
    expect(resultOf(stageFor(4), { priority: spoils })).toEqual(resultOf(stageFor(4), { priority: () => 0 }));
  });

  test('sets are judged as a search for lines over all triples does', () => {
    const lines = (set: number[]) => {
      const on = (i: number, j: number, k: number) =>
        [0, 1, 2].every((axis) => [i, j, k].reduce((sum, m) => sum + vectorOf(set[m]!, 3)[axis]!, 0) % 3 === 0);
      return set.some((_, i) => set.some((_, j) => set.some((_, k) => i < j && j < k && on(i, j, k))));
    };
    const sets = fc.uniqueArray(fc.nat(26), { maxLength: 9 });
    fc.assert(
      fc.property(sets, (set) => {
        expect('wrong' in stageFor(3).score([set], [3])).toBe(lines(set));
      }),
    );
  });

  test.each([
    ['a line', [0, 13, 26]],
    ['a vector twice', [0, 1, 0]],
    ['a vector that does not exist', [0, 27]],
    ['a number that is not whole', [0.5]],
    ['a negative number', [-1]],
    ['more vectors than there are', Array.from({ length: 28 }, (_, i) => i)],
    ['a claimed size', { size: 512 }],
    ['nothing', null],
  ])('%s is wrong', (_, set) => {
    expect(stageFor(3).score([set], [3])).toHaveProperty('wrong');
  });

  test('priorities that are no numbers are wrong', () => {
    for (const value of [Number.NaN, undefined, '5', null, { valueOf: () => 5 }])
      expect(resultOf(stageFor(3), { priority: () => value })).toHaveProperty('wrong');
  });
});

describe('kissing number', () => {
  const plane = kissingNumber({ dimensions: 2, bound: { most: 6, source: 'plain geometry' } }).stages[0]!;
  const judged = (centres: unknown) => plane.score([centres], [2]);
  /** Whole numbers so large that doubles cannot tell their squares from the next ones. */
  const [a, b] = [2 ** 52, 2 ** 26 + 1];

  test('the initial program makes 220 spheres touch, and vectors along the axes make 22', async () => {
    const stage = await stageOf('kissing-number-11', 'configuration');
    expect(scoreOf(resultOf(stage, await initialOf('kissing-number-11')))).toBe(220);
    const axes = Array.from({ length: 22 }, (_, i) =>
      Array.from({ length: 11 }, (_, k) => (k === i >> 1 ? (i & 1 ? 1 : -1) : 0)),
    );
    expect(scoreOf(resultOf(stage, { centres: () => axes }))).toBe(22);
  });

  test('distances are compared to the last digit of large numbers', () => {
    expect(
      judged([
        [a, 0],
        [0, a],
        [-a, 0],
        [0, -a],
      ]),
    ).toMatchObject({ score: 4 });
    // Squared distance a² + b², norms a² and a² + b²: equal; with one less on an axis it is too near.
    expect(
      judged([
        [a, 0],
        [0, b],
      ]),
    ).toMatchObject({ score: 2 });
    expect(
      judged([
        [a, b],
        [0, b],
      ]),
    ).toHaveProperty('wrong');
    expect(
      judged([
        [a, 1],
        [-1, 0],
      ]),
    ).toMatchObject({ score: 2 });
    expect(
      judged([
        [a, 1],
        [1, 0],
      ]),
    ).toHaveProperty('wrong');
    expect(
      judged([
        [a, 1],
        [0, -1],
      ]),
    ).toMatchObject({ score: 2 });
    expect(
      judged([
        [a, 1],
        [0, 1],
      ]),
    ).toHaveProperty('wrong');
  });

  test('too many to be true is a bug of the evaluator', () => {
    const loose = kissingNumber({ dimensions: 2, bound: { most: 3, source: 'a test' } }).stages[0]!;
    expect(() =>
      loose.score(
        [
          [
            [1, 0],
            [0, 1],
            [-1, 0],
            [0, -1],
          ],
        ],
        [2],
      ),
    ).toThrow('a bug of the evaluator');
  });

  test.each([
    [
      'the origin',
      [
        [0, 0],
        [1, 0],
      ],
    ],
    [
      'a vector twice',
      [
        [1, 0],
        [1, 0],
      ],
    ],
    [
      'a vector in another scale',
      [
        [1, 0],
        [2, 0],
      ],
    ],
    ['a fraction', [[0.5, 0]]],
    ['a number beyond 2 ** 53', [[2 ** 53, 0]]],
    ['NaN', [[null, 0]]],
    ['text', [['1', 0]]],
    ['a third dimension', [[1, 0, 0]]],
    ['a list longer than any bound', Array.from({ length: 13 }, (_, i) => [i + 1, 0])],
    ['a claimed number', { count: 7, centres: [[1, 0]] }],
    ['nothing', null],
  ])('%s is wrong', (_, centres) => {
    expect(judged(centres)).toHaveProperty('wrong');
  });
});
