import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Direction, fitnessOf } from '../../src/api/direction.ts';
import { attribute } from '../../src/report/attribution.ts';
import { rowLine, rowOf } from '../../src/report/row.ts';
import { anAttempt, anInitial, aScore } from '../factory.ts';

/** The attribution of the last in a line of candidates with these scores, each the child of the one before. */
function attributed(scores: readonly number[], proposers: readonly string[] = [], direction: Direction = 'max') {
  const rows = scores.map((score, number) => {
    if (number === 0) return rowOf(anInitial({ outcome: aScore(score) }));
    const model = number % 3 === 1 ? { model: 'small' } : {};
    const proposer = proposers[number % proposers.length] ?? 'tune-one';
    const attempt = { number, drawn: { parent: number - 1 }, proposal: { proposer, ...model } };
    return rowOf(anAttempt({ ...attempt, outcome: aScore(score) }));
  });
  const line = rowLine((number) => rows[number], scores.length - 1);
  return attribute(line, (number) => scores[number], direction);
}

test('each change is credited with what it added, steps back too', () => {
  const found = attributed([1, 3, 2, 5], ['swap', 'tune']);
  expect(found).toMatchObject({ from: 1, to: 5, gain: 4 });
  expect(found.changes.map(({ attempt, gain, share }) => [attempt, gain, share])).toEqual([
    [1, 2, 0.5],
    [2, -1, -0.25],
    [3, 3, 0.75],
  ]);
  expect(found.proposers).toEqual([
    { name: 'tune', changes: 2, gain: 5, share: 1.25 },
    { name: 'swap', changes: 1, gain: -1, share: -0.25 },
  ]);
  expect(found.models).toEqual([
    { name: 'small', changes: 1, gain: 2, share: 0.5 },
    { name: 'none', changes: 2, gain: 2, share: 0.5 },
  ]);
});

test('where lower is better, what lowers the score is gained; shares are the same', () => {
  const found = attributed([9, 4, 6, 5], ['swap', 'tune'], 'min');
  expect(found).toMatchObject({ from: 9, to: 5, gain: 4 });
  expect(found.changes.map(({ score, gain, share }) => [score, gain, share])).toEqual([
    [4, 5, 1.25],
    [6, -2, -0.5],
    [5, 1, 0.25],
  ]);
  expect(found.proposers.map(({ name, gain }) => [name, gain])).toEqual([
    ['tune', 6],
    ['swap', -2],
  ]);
});

test('the initial program gained nothing, so no share is credited', () => {
  expect(attributed([7])).toEqual({
    from: 7,
    to: 7,
    gain: 0,
    changes: [],
    proposers: [],
    models: [],
  });
});

test('the parts add up to the whole', () => {
  const scores = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 20 });
  const names = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
  const sum = (parts: readonly { readonly gain: number }[]) => parts.reduce((total, { gain }) => total + gain, 0);
  fc.assert(
    fc.property(scores, names, fc.constantFrom('max', 'min'), (line, proposers, direction) => {
      const found = attributed(line, proposers, direction);
      expect(found.gain).toBe(fitnessOf(direction, found.to - found.from));
      for (const parts of [found.changes, found.proposers, found.models]) expect(sum(parts)).toBe(found.gain);
    }),
  );
});
