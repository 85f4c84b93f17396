import { describe, expect, test } from 'vitest';
import type { StageReport } from '../../src/api/evaluation.ts';
import type { Descriptor } from '../../src/api/problem.ts';
import { Archive } from '../../src/population/archive.ts';
import { compareCosts, costOf, thriftOf } from '../../src/population/cost.ts';
import { EliteList } from '../../src/population/elite-list.ts';
import { IslandPopulation, type PopulationOptions } from '../../src/population/island-population.ts';
import { pickParent } from '../../src/population/sampling.ts';
import { randomStream } from '../../src/random.ts';
import { anAttempt, anElite, anInitial, aScore } from '../factory.ts';

const costly = (number: number, score: number, cost: number, size = 10) => anElite(number, score, { cost, size });
const stage = (milliseconds: number, mostOperations?: number): StageReport => ({
  ...{ name: 'one', score: 1, metrics: {}, milliseconds },
  ...(mostOperations !== undefined && { mostOperations }),
});

describe('the cost of an evaluation', () => {
  test('is its operations where every stage counts them, whatever the times', () => {
    expect(costOf([stage(5, 100), stage(7, 20)])).toBe(120);
    expect(costOf([stage(0, 100)])).toBe(100);
  });

  test('is its time otherwise, with what an attempt takes beside it', () => {
    expect(costOf([stage(40, 100), stage(50)])).toBe(100);
    expect(costOf([stage(0), stage(0)])).toBeUndefined(); // a deterministic run
  });

  test('is alike within a factor of two, and where it is not known', () => {
    const compare = (a: number, b: number) => compareCosts(costly(1, 0, a), costly(2, 0, b));
    expect([compare(100, 51), compare(51, 100), compare(100, 50), compare(50, 100)]).toEqual([0, 0, 1, -1]);
    expect(compareCosts(anElite(1, 0), costly(2, 0, 5))).toBe(0);
  });
});

describe('of equal scores the noticeably cheaper one wins', () => {
  test.each<[string, { place(elite: ReturnType<typeof anElite>): unknown; ranked: readonly { number: number }[] }]>([
    ['in a cell', new Archive()],
    ['among the best of the run', new EliteList(1)],
  ])('%s', (_, home) => {
    const held = () => home.ranked[0]?.number;
    home.place(costly(1, 1, 100, 5));
    home.place(costly(2, 1, 60, 9));
    expect(held()).toBe(1); // not noticeably cheaper, and larger
    home.place(costly(3, 1, 50, 9));
    expect(held()).toBe(3);
    home.place(costly(4, 1, 100, 2));
    expect(held()).toBe(3);
    home.place(costly(5, 1, 60, 8));
    expect(held()).toBe(5); // as cheap, and smaller
    home.place(costly(6, 2, 1e6, 99));
    expect(held()).toBe(6); // better
  });
});

describe('parents', () => {
  test('are less likely by as many times as another of at least their score is cheaper, from twice on', () => {
    const ranked = [costly(1, 9, 400), costly(2, 8, 100), costly(3, 7, 200), costly(4, 6, 1000), anElite(5, 5)];
    expect(thriftOf(ranked)).toEqual([1, 1, 1, 0.2, 1]);
    expect(thriftOf([costly(1, 9, 1000), costly(2, 9, 100)])).toEqual([0.2, 1]); // of one score
    expect(thriftOf([anElite(1, 9), anElite(2, 8)])).toEqual([1, 1]);
  });

  test.each([0, 1])('are drawn so, exploring or not (%i)', (explore) => {
    const ranked = [costly(0, 9, 10), costly(1, 8, 200)];
    const random = randomStream(1);
    let dear = 0;
    for (let draw = 0; draw < 20_000; draw++) dear += pickParent(ranked, () => 0, explore, random).number / 20_000;
    const weight = explore === 1 ? 0.1 : 0.1 / 2;
    expect(Math.abs(dear - weight / (1 + weight))).toBeLessThan(0.01);
  });
});

describe('a population', () => {
  const size: Descriptor = { name: 'size', range: [1, 100], bins: 100 };
  const options: PopulationOptions = {
    direction: 'max',
    ...{ islands: 1, migration: { topology: 'none', interval: 1e9 }, explore: 0 },
    ...{ descriptors: [size], inspirations: 0, elites: 8 },
  };
  const scored = (score: number, size: number, milliseconds: number) =>
    aScore(score, { measures: { size }, stages: [stage(milliseconds)], key: `${score} ${size} ${milliseconds}` });

  test('knows what its candidates cost where that counts, and not with several goals', () => {
    const first = anInitial({ outcome: scored(1, 10, 40) });
    const costIn = (more: object) => {
      const subject = new IslandPopulation({ ...options, ...more });
      subject.tell(first);
      return subject.champion?.cost;
    };
    expect(costIn({ cost: true })).toBe(50);
    expect(costIn({ cost: false })).toBeUndefined();
    expect(costIn({ cost: true, objectives: [{ name: 'score', direction: 'max' }] })).toBeUndefined();
  });

  /** The placement of a child of the initial program (score 1, 10 nodes, 40 ms) where there is no drift. */
  const placementOf = (overrides: Parameters<typeof anAttempt>[0], more: Partial<PopulationOptions> = {}) => {
    const subject = new IslandPopulation({ ...options, cost: true, drift: false, ...more });
    subject.tell(anInitial({ outcome: scored(1, 10, 40) }));
    return subject.tell(anAttempt(overrides)).placement;
  };

  test('gives no cell to an operator that changes nothing but structure, where it must not drift', () => {
    const larger = { outcome: scored(1 + 1e-10, 20, 40) };
    expect(placementOf(larger)).toBe('rejected');
    expect(placementOf(larger, { drift: true })).toBe('new');
    expect(placementOf({ outcome: scored(1 - 1e-10, 20, 40) })).toBe('rejected');
    expect(placementOf({ outcome: scored(1, 10, 40) })).toBe('rejected');
  });

  test('gives a cell for another behaviour, as the evaluator measures it', () => {
    const gap: Descriptor = { name: 'gap', range: [0, 1], bins: 2 };
    const outcome = { ...scored(1, 20, 40), metrics: { gap: 0.9 } };
    expect(placementOf({ outcome }, { descriptors: [size, gap] })).toBe('new');
    expect(placementOf({ outcome })).toBe('rejected');
  });

  test.each([
    ['a better score', { outcome: scored(1.001, 20, 40) }],
    ['another score', { outcome: scored(0.9, 20, 40) }],
    ['a smaller program', { outcome: scored(1, 9, 40) }],
    ['a cheaper program', { outcome: scored(1, 20, 10) }],
    ['a model', { outcome: scored(1, 20, 40), proposal: { model: 'm' } }],
    ['a client', { outcome: scored(1, 20, 40), cause: 'external' }],
  ] as const)('still gives a cell for %s', (_, overrides) => {
    expect(placementOf(overrides)).toBe('new');
  });
});
