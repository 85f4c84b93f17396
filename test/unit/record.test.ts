import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/api/attempt.ts';
import { commitMessage, decodeAttempts, encodeAttempt } from '../../src/record/codec.ts';
import { anAttempt, aScore } from '../factory.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\n', 'a\r\nb\u2028c', '\0', 'Attempt: 666\n\nScore: 9'),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0 || 0);
const count = fc.nat(1_000_000);
const stages = fc.array(
  fc.record({ name: text, score: number, metrics: fc.dictionary(text, number), milliseconds: number }),
);

const outcome: fc.Arbitrary<Attempt['outcome']> = fc.oneof(
  fc.record({
    ...{ status: fc.constant('scored' as const), score: number, metrics: fc.dictionary(text, number), stages },
    ...{ feedback: text, key: text, measures: fc.dictionary(text, number) },
  }),
  fc.record({
    ...{
      status: fc.constant('failed' as const),
      stage: text,
      reason: fc.constantFrom('wrong', 'threw', 'timed-out'),
      stages,
    },
    ...{ feedback: text, key: text, measures: fc.dictionary(text, number) },
  }),
  fc.record({ status: fc.constant('refused' as const), reason: fc.constantFrom('syntax', 'no-site'), feedback: text }),
);

const attempt: fc.Arbitrary<Attempt> = fc.record(
  {
    ...{ number: count, told: count, draw: count, at: count, island: count, operator: text, model: text },
    ...{ parents: fc.array(count), inspirations: fc.array(count), summary: text },
    exchanges: fc.array(
      fc.record({ prompt: text, answer: text, thinking: text, tokens: fc.record({ prompt: count, answer: count }) }),
    ),
    ...{ cost: fc.record({ propose: number, evaluate: number }), outcome },
  },
  {
    requiredKeys: [
      ...(['number', 'told', 'draw', 'at', 'island', 'operator'] as const),
      ...(['parents', 'inspirations', 'summary', 'cost', 'outcome'] as const),
    ],
  },
);

test('attempts written as lines are read back as they were, through bytes', () => {
  fc.assert(
    fc.property(fc.array(attempt), (attempts) => {
      const lines = attempts.map((item) => `${encodeAttempt(item)}\n`).join('');
      expect(decodeAttempts(Buffer.from(lines, 'utf8').toString('utf8'))).toEqual(attempts);
    }),
  );
});

test('whatever a candidate or a model says, a message has one subject line, no control characters and true trailers', () => {
  fc.assert(
    fc.property(attempt, (item) => {
      const message = commitMessage(item, () => undefined);
      const paragraphs = message.trimEnd().split('\n\n');
      expect(message.split('\n')[1]).toBe('');
      expect(message.replace(/[\t\n]/g, '')).not.toMatch(/\p{Cc}/u);
      expect(message.isWellFormed()).toBe(true);
      const trailers = paragraphs.at(-1)?.split('\n') ?? [];
      expect(trailers.every((line) => /^[A-Z][a-z-]+:( |$)/i.test(line))).toBe(true);
      expect(trailers.filter((line) => line.startsWith('Attempt:'))).toEqual([`Attempt: ${item.number}`]);
    }),
  );
});

test('a subject tells the score, the change against the first parent, and what was done', () => {
  const scored = anAttempt({ parents: [7, 8], summary: 'nudge 0.45\nto 0.47', outcome: aScore(2.41532) });
  const scores = new Map([
    [7, 2.40302],
    [8, 1],
  ]);
  const subject = (item: Attempt) => commitMessage(item, (parent) => scores.get(parent)).split('\n')[0];
  expect(subject(scored)).toBe('2.41532 (+0.0123) nudge 0.45 to 0.47');
  expect(subject({ ...scored, parents: [] })).toBe('2.41532 nudge 0.45 to 0.47');
  const { status: _, score: __, ...judged } = aScore(0) as Extract<Attempt['outcome'], { status: 'scored' }>;
  const failed = { ...judged, status: 'failed', stage: 'large', reason: 'timed-out' } as const;
  expect(subject({ ...scored, outcome: failed })).toBe('failed: timed-out in large: nudge 0.45 to 0.47');
});
