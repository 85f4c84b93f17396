import { expect, test } from 'vitest';
import type { Attempt, Audited } from '../../src/api/attempt.ts';
import { Emigrant } from '../../src/run/emigrant.ts';
import { anAttempt, anAudit, anInitial } from '../factory.ts';

const confirmed: Audited = { status: 'confirmed', score: 1, metrics: {}, feedback: '' };
const refuted: Audited = { status: 'refuted', metrics: {}, feedback: '' };

/** What may leave a population with this champion that was told these attempts. */
function numberAfter(champion: number, attempts: readonly Attempt[]): number | undefined {
  const emigrant = new Emigrant({ champion: { number: champion, score: 1, fitness: 1, size: 1, cell: '' } });
  for (const attempt of attempts) emigrant.tell({ attempt });
  return emigrant.number;
}

const audit = (candidate: number, verdict: Audited = confirmed) => anAudit({ candidate, verdict });

test('a champion may leave once an audit has confirmed it', () => {
  expect(numberAfter(1, [anInitial({}), anAttempt({ number: 1 })])).toBeUndefined();
  expect(numberAfter(1, [anInitial({}), anAttempt({ number: 1 }), audit(1)])).toBe(1);
  expect(numberAfter(2, [anInitial({}), anAttempt({ number: 1 }), audit(1)])).toBeUndefined();
});

test('one that a later audit refutes stays', () => {
  expect(numberAfter(1, [anInitial({}), anAttempt({ number: 1 }), audit(1), audit(1, refuted)])).toBeUndefined();
  expect(numberAfter(1, [anInitial({}), anAttempt({ number: 1 }), audit(1), audit(2, refuted)])).toBe(1);
});

test('an initial program and what came from elsewhere stay', () => {
  expect(numberAfter(0, [anInitial({}), audit(0)])).toBeUndefined();
  expect(numberAfter(1, [anInitial({}), anAttempt({ number: 1, cause: 'immigrant' }), audit(1)])).toBeUndefined();
});
