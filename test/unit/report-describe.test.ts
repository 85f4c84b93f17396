import { expect, test } from 'vitest';
import { type Attempt, childOf } from '../../src/api/attempt.ts';
import type { Direction } from '../../src/api/direction.ts';
import { describeLine } from '../../src/report/describe.ts';
import { rowOf } from '../../src/report/row.ts';
import { aFailure, anAttempt, anAudit, anInitial, aReflection, aRefusal, aScore, someFacts } from '../factory.ts';

const parent = anInitial({ outcome: aScore(2) });
/** The printed text after the number and the commit. */
function said(attempt: Attempt, corrected?: number): string {
  const child = childOf(attempt);
  const own = child?.status === 'scored' ? child.score : undefined;
  const scores = new Map([
    [0, 2],
    [attempt.number, corrected ?? own],
  ]);
  const run = { facts: someFacts(), notes: new Map(), score: (number: number) => scores.get(number) };
  return describeLine({ attempt, commit: undefined }, run).replace(/^ +#\d+ –+ +/, '');
}

const proposal = { proposer: 'improve', model: 'small', summary: 'wider' };
const refuted = { status: 'refuted', metrics: {}, feedback: 'it got 1' } as const;

test.each([
  ['an initial program', parent, '2  initial program'],
  ['a child', anAttempt({ outcome: aScore(3) }), '3 (+1)  tune-one: change 1 to 2'],
  ['a worse child of a model', anAttempt({ proposal, outcome: aScore(1) }), '1 (-1)  improve by small: wider'],
  ['a child that failed', anAttempt({ outcome: aFailure('threw') }), 'failed (threw in only)  tune-one: change 1 to 2'],
  [
    'a refusal without a word',
    anAttempt({ proposal: { summary: '' }, outcome: aRefusal('no-site') }),
    'refused (no-site)  tune-one',
  ],
  ['an audit', anAudit({ candidate: 7 }), 'confirmed at 0  audit of #7'],
  ['an audit that refutes', anAudit({ candidate: 7, verdict: refuted }), 'refuted: it got 1  audit of #7'],
  ['a hint', aReflection({ by: 'maria', delta: { hint: 'use\na table' } }), 'remembered  maria: hint: use a table'],
  ['a hint taken back', aReflection({ delta: { remove: 4 } }), 'remembered  a person: take back hint #4'],
  [
    'a summary that plays tricks',
    anAttempt({ proposal: { summary: 'a\n\x1b[2Jb' } }),
    '1 (-1)  tune-one: a \\u{1b}[2Jb',
  ],
])('%s is one line', (_, attempt, expected) => {
  expect(said(attempt)).toBe(expected);
});

test('a score is told as its audit left it', () => {
  expect(said(anAttempt({ outcome: aScore(9) }), 2.5)).toBe('2.5 (+0.5)  tune-one: change 1 to 2');
});

test('what is better is good, whichever way scores go', () => {
  const painted = (direction: Direction, score: number) => {
    const run = { facts: someFacts({ direction }), notes: new Map(), score: (number: number) => [2, score][number] };
    const attempt = anAttempt({ outcome: aScore(score) });
    return describeLine({ attempt, commit: undefined }, run, (kind, text) => `<${kind} ${text}>`);
  };
  expect(painted('max', 3)).toContain('3 (<good +1>)');
  expect(painted('max', 1)).toContain('1 (<bad -1>)');
  expect(painted('min', 3)).toContain('3 (<bad +1>)');
  expect(painted('min', 1)).toContain('1 (<good -1>)');
  expect(painted('min', 2)).toContain('2 (+0)');
});

test('a row says of what an attempt is made, and what came of it', () => {
  const drawn = { parent: 3, island: 2, inspirations: [1] };
  const crossed = anAttempt({ number: 9, drawn, proposal: { ...proposal, mate: 5 }, outcome: aFailure('wrong') });
  expect(rowOf(crossed)).toMatchObject({
    ...{ number: 9, kind: 'proposal', cause: 'drawn', island: 2, parents: [3, 5], inspirations: [1] },
    ...{ proposer: 'improve', model: 'small', summary: 'wider', status: 'failed', reason: 'wrong', score: undefined },
  });
  expect(rowOf(anAudit({ candidate: 7 }))).toMatchObject({ parents: [], candidate: 7, status: 'confirmed', score: 0 });
});
