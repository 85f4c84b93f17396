import { expect, test } from 'vitest';
import type { Attempt, Exchange, Gate, ProposalAttempt } from '../../src/api/attempt.ts';
import { type AnswerCount, AnswerCounts, answerRow, describeAnswers } from '../../src/report/answers.ts';
import { aFailure, anAttempt, aScore } from '../factory.ts';

const answer = (gate?: Gate): Exchange => ({
  ...{ prompt: '', answer: 'x', format: 'block', tokens: { prompt: 1, answer: 1 } },
  ...(gate && { gate: { name: gate, feedback: '' } }),
});
const failure: Exchange = {
  ...{ prompt: '', answer: '', format: 'block', tokens: { prompt: 0, answer: 0 } },
  failure: { kind: 'transient', message: 'gone' },
};
const asked = (exchanges: readonly Exchange[], outcome: ProposalAttempt['outcome'] = aScore(1)) =>
  anAttempt({ number: 1, proposal: { model: 'small', exchanges }, outcome });

function counted(...attempts: readonly Attempt[]): AnswerCount | undefined {
  const counts = new AnswerCounts();
  for (const attempt of attempts) counts.tell({ attempt });
  return counts.all[0];
}

test.each([
  ['at once', asked([answer()]), { atOnce: 1, rescued: 0, repairs: 0 }],
  ['after a call that broke off', asked([failure, answer()]), { atOnce: 1, rescued: 0, repairs: 0 }],
  ['rescued', asked([answer('parse'), answer('types'), answer()]), { atOnce: 0, rescued: 1, repairs: 2 }],
  ['lost at a gate', asked([answer('parse'), answer('parse')]), { atOnce: 0, rescued: 0, repairs: 1 }],
  [
    'lost when it was run',
    asked([answer('parse'), answer()], aFailure('threw')),
    { atOnce: 0, rescued: 0, repairs: 1 },
  ],
  ['lost with its server', asked([answer('parse'), failure]), { atOnce: 0, rescued: 0, repairs: 0 }],
])('an answer is counted: %s', (_, attempt, expected) => {
  expect(counted(attempt)).toEqual({ model: 'small', format: 'block', asked: 1, ...expected });
});

test('calls without an answer, and attempts of operators, do not count', () => {
  expect(counted(asked([failure]), anAttempt({ number: 2, outcome: aScore(1) }))).toBeUndefined();
});

test('shares are told in words and in a row', () => {
  const count = counted(asked([answer()]), asked([answer('run'), answer()]), asked([answer('extract')]));
  expect(describeAnswers(count as AnswerCount)).toBe(
    'small in block format: 2 of 3 answers usable, 1 at once, 1 of 2 rescued (50.0 %) in 1 repairs',
  );
  expect(answerRow(count as AnswerCount)).toEqual([
    ...['small', 'block', '3', '1 (33.3 %)', '1 (50.0 %)', '2 (66.7 %)', '1'],
  ]);
});
