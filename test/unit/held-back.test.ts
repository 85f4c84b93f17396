import { describe, expect, test } from 'vitest';
import { defineProblem, defineStage } from '../../src/api/define.ts';
import type { Scored } from '../../src/api/evaluation.ts';
import type { Problem } from '../../src/api/problem.ts';
import {
  hasHeldBack,
  heldBackScores,
  memorising,
  partlyLeft,
  type ScoredRepetition,
} from '../../src/evaluation/held-back.ts';
import { gainShare } from '../../src/gain.ts';

const stage = (name: string, more: object = {}) =>
  defineStage({ name, drive: () => 0, score: () => ({ score: 0 }), ...more });

const problemWith = (...stages: readonly ReturnType<typeof stage>[]): Problem =>
  defineProblem({ name: 'p', statement: 's', evaluator: { name: 'p', interface: 'i', stages } });

const seeded = problemWith(stage('search', { inputs: (seed: number) => [seed] }));
const hidden = problemWith(stage('search'), stage('hidden', { heldBack: true }));

const scored = (score: number, hidden?: number): Scored => ({
  ...{ status: 'scored', score, metrics: {}, feedback: '' },
  stages: hidden === undefined ? [] : [{ name: 'hidden', score: hidden, metrics: {}, milliseconds: 1 }],
});

const repetition = (candidate: Scored, initial: Scored): ScoredRepetition => ({ candidate, initial });

/** The first pair is that of the search, the others those of other seeds. */
const onSeeds = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([own, initial]) => repetition(scored(own), scored(initial)));

describe('the share of a gain that is left', () => {
  test.each([
    ['all of it', 'max', [20, 10], [30, 20], 1],
    ['half of it', 'max', [20, 10], [15, 10], 0.5],
    ['more than all of it counts as all', 'max', [20, 10], [90, 10], 1],
    ['none, and a loss', 'max', [20, 10], [5, 10], -0.5],
    ['where lower is better', 'min', [10, 20], [15, 20], 0.5],
    ['relative to larger scores, if that is kinder', 'max', [20, 10], [1.5, 1], 0.5],
    ['of a score of 0, in its units', 'max', [10, 0], [2, 0], 0.2],
  ] as const)('%s', (_, direction, [score, initial], [kept, reference], share) => {
    const found = gainShare(direction, { score, initial }, { score: kept, initial: reference });
    expect(found).toBeCloseTo(share);
  });

  test('is unknown where the search gained nothing', () => {
    expect(gainShare('max', { score: 1, initial: 1 }, { score: 2, initial: 1 })).toBeUndefined();
  });
});

test('another seed on which the gain holds acquits', () => {
  const bad = [11, 11] as const;
  expect(memorising(seeded, onSeeds([20, 10], bad, bad), 20)).toContain('0.0 % of its gain');
  expect(memorising(seeded, onSeeds([20, 10], bad, bad, [14, 11]), 20)).toBeUndefined();
  expect(memorising(seeded, onSeeds([20, 10]), 20)).toBeUndefined();
});

test('a gain of less than 5 % is not judged', () => {
  expect(memorising(seeded, onSeeds([10.4, 10], [10, 10]), 10.4)).toBeUndefined();
  expect(partlyLeft(seeded, onSeeds([10.4, 10], [10, 10]), 10.4)).toBeUndefined();
  expect(memorising(seeded, onSeeds([10.6, 10], [10, 10]), 10.6)).toBeDefined();
});

test('a held-back stage decides, not another seed', () => {
  const both = [repetition(scored(20, 7), scored(10, 7)), repetition(scored(30, 7), scored(10, 7))];
  expect(memorising(hidden, both, 20)).toContain('0.0 %');
  expect(heldBackScores(hidden, both)).toEqual({ score: 7, initial: 7 });
});

test('held-back scores are means over other seeds', () => {
  expect(heldBackScores(seeded, onSeeds([20, 10], [18, 12], [14, 8]))).toEqual({ score: 16, initial: 10 });
});

test('nothing is held back where inputs are fixed, or a clock decides', () => {
  const fixed = problemWith(stage('search'));
  const timed = problemWith(stage('race', { inputs: (seed: number) => [seed], measured: true }));
  expect([seeded, hidden, fixed, timed].map(({ evaluator }) => hasHeldBack(evaluator))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(memorising(fixed, onSeeds([20, 10], [11, 11]), 20)).toBeUndefined();
  expect(heldBackScores(timed, onSeeds([20, 10], [11, 11]))).toBeUndefined();
});
