import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attempt, childOf } from '../../src/api/attempt.ts';
import { commitMessage, decodeLines, encodeLine, summaryOf } from '../../src/record/codec.ts';
import { aFailure, anAttempt, anAudit, anInitial, aReflection, aScore } from '../factory.ts';
import { anyAttempt } from '../fixtures/arbitrary-attempts.ts';

const line = fc.record({ attempt: anyAttempt, commit: fc.option(fc.nat(200), { nil: undefined }) });

test('attempts of every kind written as lines are read back as they were, through bytes', () => {
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map((item) => `${encodeLine(item)}\n`).join('');
      expect(decodeLines(Buffer.from(text, 'utf8').toString('utf8'))).toEqual(lines);
    }),
  );
});

test('a line begins with its number, so that it can be found without reading it all', () => {
  expect(encodeLine({ attempt: anAudit({ number: 7 }), commit: undefined })).toMatch(/^\{"number":7,"kind":"audit"/);
  expect(encodeLine({ attempt: anInitial(), commit: 2 })).toMatch(/^\{"number":0,"commit":2,"kind":"initial"/);
});

test('whatever a candidate or a model says, a message has one subject line, no control characters and true trailers', () => {
  const withChild = anyAttempt.filter((attempt) => childOf(attempt) !== undefined);
  fc.assert(
    fc.property(withChild, (attempt) => {
      const message = commitMessage(attempt, () => undefined);
      const paragraphs = message.trimEnd().split('\n\n');
      expect(message.split('\n')[1]).toBe('');
      expect(message.replace(/[\t\n]/g, '')).not.toMatch(/\p{Cc}/u);
      expect(message.isWellFormed()).toBe(true);
      const trailers = paragraphs.at(-1)?.split('\n') ?? [];
      expect(trailers.every((line) => /^[A-Z][a-z-]+:( |$)/i.test(line))).toBe(true);
      expect(trailers.filter((line) => line.startsWith('Attempt:'))).toEqual([`Attempt: ${attempt.number}`]);
    }),
  );
});

test('a subject tells the score, the change against the first parent, and what was done', () => {
  const scored = anAttempt({
    ...{ drawn: { parent: 7 }, proposal: { mate: 8, summary: 'nudge 0.45\nto 0.47' }, outcome: aScore(2.41532) },
  });
  const scores = new Map([
    [7, 2.40302],
    [8, 1],
  ]);
  const subject = (item: Attempt) => commitMessage(item, (parent) => scores.get(parent)).split('\n')[0];
  expect(subject(scored)).toBe('2.41532 (+0.0123) nudge 0.45 to 0.47');
  expect(subject({ ...scored, drawn: { ...scored.drawn, parent: 9 } })).toBe('2.41532 nudge 0.45 to 0.47');
  const failed = { ...scored, outcome: aFailure('timed-out', { stage: 'large' }) };
  expect(subject(failed)).toBe('failed: timed-out in large: nudge 0.45 to 0.47');
  expect(subject(anInitial({ outcome: aScore(3) }))).toBe('3 initial program');
});

test('what made no child has no message', () => {
  expect(() => commitMessage(anAudit({ number: 5 }), () => undefined)).toThrow('attempt 5 has no child');
});

test.each([
  [anInitial(), 'initial program'],
  [anAttempt({ proposal: { summary: 'x' } }), 'x'],
  [anAudit({ candidate: 9 }), 'audit of #9'],
  [aReflection({ delta: { hint: 'no loops' } }), 'hint: no loops'],
  [aReflection({ delta: { remove: 4 } }), 'take back hint #4'],
] as const)('%o is summarised as %s', (attempt, summary) => {
  expect(summaryOf(attempt)).toBe(summary);
});

test('trailers name the cause, who proposed and what was seen', () => {
  const drawn = { island: 3, inspirations: [4, 5] };
  const attempt = anAttempt({ number: 9, cause: 'tune', drawn, proposal: { model: 'm', repairs: 6 } });
  const trailers = commitMessage(attempt, () => undefined)
    .trimEnd()
    .split('\n\n')
    .at(-1)
    ?.split('\n');
  expect(trailers).toEqual([
    ...['Attempt: 9', 'Status: scored', 'Score: 1', 'Cause: tune', 'Island: 3', 'Proposer: tune-one', 'Model: m'],
    ...['Repairs: 6', 'Inspired-by: 4', 'Inspired-by: 5'],
  ]);
  const failed = anAttempt({ outcome: aFailure('threw', { stage: 'fit' }) });
  expect(commitMessage(failed, () => undefined)).toContain('Status: failed\nReason: threw\nStage: fit\n');
});
