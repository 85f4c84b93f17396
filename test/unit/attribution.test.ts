import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../src/record/read-record.ts';
import { attribute } from '../../src/report/attribution.ts';
import { anAttempt, aScore } from '../factory.ts';

/** A line of candidates with these scores, each the child of the one before. */
function aLine(scores: readonly number[], operators: readonly string[] = []) {
  const entries = scores.map((score, number): Entry => {
    const parents = number === 0 ? [] : [number - 1];
    const model = number % 3 === 1 ? { model: 'small' } : {};
    const operator = operators[number % operators.length] ?? 'tune-one';
    return {
      attempt: anAttempt({ number, parents, operator, ...model, outcome: aScore(score) }),
      commit: `c${number}`,
    };
  });
  return { entry: (number: number) => entries[number] as Entry, score: (number: number) => scores[number] };
}

test('each change is credited with what it added, steps back too', () => {
  const record = aLine([1, 3, 2, 5], ['swap', 'tune']);
  const found = attribute(record, record.entry(3));
  expect(found).toMatchObject({ from: 1, to: 5, gain: 4 });
  expect(found.changes.map(({ attempt, gain, share }) => [attempt, gain, share])).toEqual([
    [1, 2, 0.5],
    [2, -1, -0.25],
    [3, 3, 0.75],
  ]);
  expect(found.operators).toEqual([
    { name: 'tune', changes: 2, gain: 5, share: 1.25 },
    { name: 'swap', changes: 1, gain: -1, share: -0.25 },
  ]);
  expect(found.models).toEqual([
    { name: 'small', changes: 1, gain: 2, share: 0.5 },
    { name: 'none', changes: 2, gain: 2, share: 0.5 },
  ]);
});

test('the initial program gained nothing, and nobody has a share of that', () => {
  const record = aLine([7]);
  expect(attribute(record, record.entry(0))).toEqual({
    from: 7,
    to: 7,
    gain: 0,
    changes: [],
    operators: [],
    models: [],
  });
});

test('the parts add up to the whole', () => {
  const scores = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 20 });
  const names = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 });
  const sum = (parts: readonly { readonly gain: number }[]) => parts.reduce((total, { gain }) => total + gain, 0);
  fc.assert(
    fc.property(scores, names, (line, operators) => {
      const record = aLine(line, operators);
      const found = attribute(record, record.entry(line.length - 1));
      for (const parts of [found.changes, found.operators, found.models]) expect(sum(parts)).toBe(found.gain);
    }),
  );
});
