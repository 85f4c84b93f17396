import { expect, test } from 'vitest';
import type { AnswerFormat, Exchange } from '../../src/api/attempt.ts';
import { Formats } from '../../src/proposers/prompted/formats.ts';
import { randomStream } from '../../src/random.ts';

const tokens = { prompt: 1, answer: 1 };
/** A call that broke off, and a first answer that could be read or not. */
const answered = (format: AnswerFormat, read: boolean): readonly Exchange[] => [
  { prompt: '', answer: '', failure: { kind: 'transient', message: 'gone' }, tokens, format },
  { prompt: '', answer: 'x', tokens, format, gate: { name: read ? 'run' : 'extract', feedback: 'x' } },
];

/** How often of a hundred times each format is chosen. */
function chosen(formats: Formats, usual: AnswerFormat): Record<AnswerFormat, number> {
  const random = randomStream(1);
  const all = Array.from({ length: 100 }, () => formats.choose(usual, random));
  return {
    block: all.filter((format) => format === 'block').length,
    replacements: all.filter((format) => format === 'replacements').length,
  };
}

test('the usual format stays while its answers can be read', () => {
  const formats = new Formats();
  for (let i = 0; i < 30; i++) formats.tell(answered('replacements', i % 3 > 0));
  expect(chosen(formats, 'replacements')).toEqual({ block: 0, replacements: 100 });
  expect(chosen(formats, 'block')).toEqual({ block: 100, replacements: 0 });
});

test('a format that keeps failing gives way, is still tried now and then, and comes back', () => {
  const formats = new Formats();
  for (let i = 0; i < 5; i++) formats.tell(answered('replacements', false));
  expect(chosen(formats, 'replacements').block).toBe(0); // too early to tell
  for (let i = 0; i < 10; i++) formats.tell(answered('replacements', false));
  const { block, replacements } = chosen(formats, 'replacements');
  expect(block).toBeGreaterThan(80);
  expect(replacements).toBeGreaterThan(2);
  for (let i = 0; i < 30; i++) formats.tell(answered('replacements', true));
  expect(chosen(formats, 'replacements').block).toBe(0);
});

test('where the other format fails as often, the usual one stays', () => {
  const formats = new Formats();
  for (let i = 0; i < 40; i++) {
    formats.tell(answered('block', false));
    formats.tell(answered('replacements', i % 10 === 0));
  }
  expect(chosen(formats, 'replacements').block).toBe(0);
});
