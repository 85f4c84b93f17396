import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortingNetworks } from '../../evaluators/sorting-networks.ts';
import { initialOf, resultOf, scoreOf, stageOf } from '../scoring.ts';

type Network = readonly (readonly [low: number, high: number])[];

/** Green's network for 16 inputs, 60 comparators (1969; Knuth, The Art of Computer Programming 3, section 5.3.4). */
const green: Network = [1, 2, 4, 8]
  .flatMap((gap) =>
    Array.from({ length: 16 }, (_, i): [number, number] => [i, i + gap]).filter(([low]) => (low & gap) === 0),
  )
  .concat([
    ...[
      [5, 10],
      [6, 9],
      [3, 12],
      [13, 14],
      [4, 8],
      [7, 11],
      [1, 2],
    ],
    ...[
      [1, 4],
      [7, 13],
      [2, 8],
      [11, 14],
      [2, 4],
      [5, 6],
      [9, 10],
      [11, 13],
      [3, 8],
      [7, 12],
    ],
    ...[
      [6, 8],
      [10, 12],
      [3, 5],
      [7, 9],
      [3, 4],
      [5, 6],
      [7, 8],
      [9, 10],
      [11, 12],
      [6, 7],
      [8, 9],
    ],
  ] as [number, number][]);

const bubble = (n: number): Network =>
  Array.from({ length: n }, (_, round) =>
    Array.from({ length: Math.max(0, n - 1 - round) }, (_, i) => [i, i + 1] as const),
  ).flat();

const stageFor = (from: number, to: number) => sortingNetworks({ from, to }).stages[0]!;
const judged = (network: unknown, n: number) => stageFor(n, n).score([network], [n]);

describe('sorting networks', () => {
  test('the initial program, bubble sort and the best network known score what they are worth', async () => {
    const stage = await stageOf('sorting-networks', 'networks');
    expect(scoreOf(resultOf(stage, await initialOf('sorting-networks')))).toBe(582);
    expect(scoreOf(resultOf(stage, { network: bubble }))).toBe(596);
    expect(green).toHaveLength(60);
    expect(scoreOf(judged(green, 16))).toBe(60);
  });

  test('every comparator of the best network is needed', () => {
    for (const index of green.keys()) {
      const without = green.filter((_, i) => i !== index);
      expect(judged(without, 16)).toMatchObject({ metrics: { failing: 1 } });
      expect(scoreOf(judged(without, 16))).toBeGreaterThan(120);
    }
  });

  test('networks are judged as sorting all permutations of five values does', () => {
    const permutations = (values: number[]): number[][] =>
      values.length === 0
        ? [[]]
        : values.flatMap((v) => permutations(values.filter((w) => w !== v)).map((rest) => [v, ...rest]));
    const all = permutations([0, 1, 2, 3, 4]);
    const comparator = fc
      .uniqueArray(fc.nat(4), { minLength: 2, maxLength: 2 })
      .map((pair) => pair.sort((a, b) => a - b));
    const sorts = (network: number[][]) =>
      all.every((values) => {
        const wires = [...values];
        for (const [low, high] of network as [number, number][])
          if (wires[low]! > wires[high]!) [wires[low], wires[high]] = [wires[high]!, wires[low]!];
        return wires.every((value, i) => value === i);
      });
    fc.assert(
      fc.property(fc.array(comparator, { minLength: 9, maxLength: 25 }), (network) => {
        expect(judged(network, 5)).toMatchObject({ metrics: { failing: sorts(network) ? 0 : 1 } });
      }),
    );
    expect(judged(bubble(5), 5)).toMatchObject({ score: 10 });
  });

  test('a network that leaves less unsorted is better, one that fails never beats bubble sort', () => {
    const scores = [45, 44, 20, 0].map((length) => scoreOf(judged(bubble(10).slice(0, length), 10)));
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores[0]).toBe(45);
    expect(scores[1]).toBeGreaterThan(45);
  });

  test('each size is judged on its own network', () => {
    const stage = stageFor(9, 10);
    expect(scoreOf(stage.score([bubble(9), bubble(10)], [9, 10]))).toBe(81);
    expect(stage.score([bubble(9), bubble(9)], [9, 10])).toMatchObject({ metrics: { failing: 1 } });
  });

  test.each([
    ['a comparator from high to low', [[1, 0]]],
    ['a comparator of a wire with itself', [[1, 1]]],
    ['a wire that does not exist', [[0, 5]]],
    ['a wire below zero', [[-1, 0]]],
    ['half a wire', [[0, 1.5]]],
    ['three wires', [[0, 1, 2]]],
    ['NaN', [[0, null]]],
    ['text', [['0', '1']]],
    ['too many comparators', Array.from({ length: 26 }, () => [0, 1])],
    ['a claimed count', { count: 5, network: bubble(5) }],
    ['nothing', null],
  ])('%s is wrong', (_, network) => {
    expect(judged(network, 5)).toHaveProperty('wrong');
  });
});
