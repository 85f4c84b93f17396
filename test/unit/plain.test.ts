import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deceptions, plain, plainAfter, plainBlock, plainLine } from '../../src/plain.ts';

test('control and direction characters are written out, other text is left alone', () => {
  expect(plain('a\u001b[31mred\u0007 \u202ex\u0000')).toBe('a\\u{1b}[31mred\\u{7} \\u{202e}x\\u{0}');
  expect(plain('tab\tline\r\nÄ €, 😀')).toBe('tab\tline\r\nÄ €, 😀');
  expect(plain('honest\rforged')).toBe('honest\\u{d}forged');
  expect(deceptions('\u0007 and \u0007, \u009b')).toEqual(['\\u{7}', '\\u{9b}']);
});

test('characters that show as nothing are written out, but for those that make a pictograph', () => {
  expect(deceptions('\u3164 \uffa0 \u200b \u2060 \u00ad \ufeff \u{e0041} a\ufe0f a\u200db')).toHaveLength(9);
  expect(deceptions('✔️ 👨‍👩‍👧 👍🏽 ❤️‍🔥')).toEqual([]);
});

test('no line of a text looks like one of germline', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('score 9', '\n', '\r\n', '\r', '\u2028', '\u0085', '\v', 'x')), (parts) => {
      const text = parts.join('');
      expect(plainBlock(text).split('\n')).not.toContainEqual(expect.not.stringMatching(/^ {2}\| /));
      expect(plainAfter(text).split('\n').slice(1)).not.toContainEqual(expect.not.stringMatching(/^ {2}\| /));
      expect(plainLine(text)).not.toMatch(/[\n\r\u2028\u0085\v]/);
    }),
  );
});

test('what plain returns needs no second time', () => {
  const text = fc.array(fc.nat(0x10ffff)).map((codes) => String.fromCodePoint(...codes));
  fc.assert(
    fc.property(text, (text) => {
      expect(plain(plain(text))).toBe(plain(text));
      expect(deceptions(plain(text))).toEqual([]);
    }),
  );
});
