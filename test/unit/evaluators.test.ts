import { describe, expect, test } from 'vitest';
import type { Exports, Stage } from '../../src/api/evaluator.ts';
import { listProblems, loadProblem } from '../../src/load-problem.ts';
import { initialOf, judge, scoreOf, stageOf } from '../judging.ts';

test('problems that come with germline load, and each has a page', async () => {
  const names = await listProblems();
  expect(names).toEqual(
    expect.arrayContaining(['circle-packing-26', 'circle-packing-32', 'matmul-kernel', 'online-bin-packing']),
  );
  for (const name of names) expect((await loadProblem(name)).problem.name).toBe(name);
});

describe('circle packing', () => {
  const grid = (radius: (i: number) => number) =>
    Array.from({ length: 26 }, (_, i) =>
      i < 25 ? [0.1 + 0.2 * (i % 5), 0.1 + 0.2 * Math.floor(i / 5), radius(i)] : [0.2, 0.2, 0.04],
    );
  const judged = async (packing: unknown) =>
    judge(await stageOf('circle-packing-26', 'packing'), { pack: () => packing });

  test('the initial program and a better packing score what they are worth', async () => {
    const stage = await stageOf('circle-packing-26', 'packing');
    expect(scoreOf(judge(stage, await initialOf('circle-packing-26')))).toBeCloseTo(2.2269468575, 8);
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

describe('online bin packing', () => {
  test('the initial program scores what its page says, and a better one more', async () => {
    const stage = await stageOf('online-bin-packing', 'search');
    expect(scoreOf(judge(stage, await initialOf('online-bin-packing')))).toBeCloseTo(-4.8756, 4);
    const careful = (item: number, room: number) => -((room - 0.5) ** 2) % item; // found by a search
    expect(scoreOf(judge(stage, { priority: careful }))).toBeGreaterThan(-4.5);
    expect(scoreOf(judge(stage, { priority: (_: number, room: number) => room }))).toBeLessThan(-20);
  });

  test('NaN and values that are no numbers are wrong', async () => {
    const stage = await stageOf('online-bin-packing', 'glance');
    for (const value of [Number.NaN, undefined, '5', null, { valueOf: () => 5 }])
      expect(judge(stage, { priority: () => value })).toHaveProperty('wrong');
  });

  test('a packing is believed only as far as its bins exist and have room', async () => {
    const stage = await stageOf('online-bin-packing', 'glance');
    const [instance] = stage.inputs as { family: string; capacity: number; items: number[] }[];
    const small = { ...(instance as NonNullable<typeof instance>), items: [60, 30, 10, 50] };
    const judged = (rooms: unknown) => stage.score([rooms], [small]);
    expect(scoreOf(judged([100, 40, 10, 100]))).toBe(-0);
    expect(scoreOf(judged([100, 40, 100, 100]))).toBe(-50);
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

  test('held-back instances are others', async () => {
    const [search, held] = [
      await stageOf('online-bin-packing', 'search'),
      await stageOf('online-bin-packing', 'held-back'),
    ];
    expect(held.heldBack).toBe(true);
    const items = ({ inputs }: Stage) =>
      (inputs as { items: number[] }[]).map((instance) => instance.items.slice(0, 50).join());
    expect(items(held).filter((list) => items(search).includes(list))).toEqual([]);
  });
});

describe('matrix product', () => {
  type Arrays = [Float64Array, Float64Array, Float64Array, number, number, number];
  const wrongs: Readonly<Record<string, (multiply: (...args: Arrays) => void) => (...args: Arrays) => void>> = {
    'a product that is not written': () => () => {},
    'a product of the transposed': (multiply) => (a, b, c, n, m, p) => multiply(b, a, c, n, m, p),
    'a product in single precision': (multiply) => (a, b, c, n, m, p) => {
      multiply(a, b, c, n, m, p);
      for (let i = 0; i < c.length; i++) c[i] = Math.fround(c[i] as number);
    },
    'a product that is added to what was there': (multiply) => (a, b, c, n, m, p) => {
      const before = c.slice();
      multiply(a, b, c, n, m, p);
      for (let i = 0; i < c.length; i++) c[i] = (c[i] as number) + (before[i] as number);
    },
    'a remembered product': (multiply) => {
      let first: Float64Array | undefined;
      return (a, b, c, n, m, p) => {
        if (!first || first.length !== c.length) multiply(a, b, c, n, m, p);
        else c.set(first);
        first ??= c.slice();
      };
    },
  };

  test('the initial program is right, and so is another order of summation', async () => {
    const stage = await stageOf('matmul-kernel', 'correct');
    expect(scoreOf(judge(stage, await initialOf('matmul-kernel')))).toBe(0);
    const other = (...[a, b, c, rows, inner, columns]: Arrays) => {
      c.fill(0);
      for (let k = inner - 1; k >= 0; k--)
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) c[i * columns + j]! += a[i * inner + k]! * b[k * columns + j]!;
    };
    expect(scoreOf(judge(stage, { multiply: other }))).toBe(0);
  });

  test.each(Object.keys(wrongs))('%s is wrong', async (name) => {
    const { multiply } = await initialOf('matmul-kernel');
    const candidate = { multiply: (wrongs[name] as NonNullable<(typeof wrongs)[string]>)(multiply) };
    const [correct, fast] = [await stageOf('matmul-kernel', 'correct'), await stageOf('matmul-kernel', 'fast')];
    const race = { ...fast, drive: (exports: Exports, input: unknown) => raced(fast.drive(exports, input), 31) };
    const verdicts = [judge(correct, candidate), judge(race, candidate)];
    expect(verdicts.some((verdict) => 'wrong' in verdict)).toBe(true);
  });

  test('a race whose results are right scores the lower end of its interval', async () => {
    const fast = await stageOf('matmul-kernel', 'fast');
    const candidate = await initialOf('matmul-kernel');
    const race = { ...fast, drive: (exports: Exports, input: unknown) => raced(fast.drive(exports, input), 31) };
    expect(judge(race, candidate)).toMatchObject({
      score: 2,
      metrics: { speedup: 2, speedup_low: 2, speedup_high: 2 },
    });
  });

  test.each([
    ['no evidence', []],
    ['evidence of fewer rounds', Array.from({ length: 30 }, () => [])],
    ['evidence that is no list', 'none'],
    ['garbage in every round', Array.from({ length: 31 }, () => ({ length: 6 }))],
  ])('a race with %s is wrong', async (_, evidence) => {
    const fast = await stageOf('matmul-kernel', 'fast');
    const ones = Array.from({ length: 31 }, () => 1);
    const inputs = (fast.inputs as (seed: number) => readonly unknown[])(1);
    expect(fast.score([{ evidence, candidate: ones, reference: ones }], inputs)).toHaveProperty('wrong');
  });

  /** Runs a timed session for some rounds, as if the candidate took one millisecond and the reference two. */
  function raced(session: unknown, rounds: number) {
    const { prepare, run, collect } = session as { prepare(round: number): void; run(): void; collect(): unknown };
    const evidence = Array.from({ length: rounds }, (_, round) => {
      prepare(round);
      run();
      return collect();
    });
    return { evidence, candidate: evidence.map(() => 1), reference: evidence.map(() => 2) };
  }
});
