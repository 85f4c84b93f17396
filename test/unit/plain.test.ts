import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deceptions, plain } from '../../src/plain.ts';

test('control and direction characters are written out, other text is left alone', () => {
  expect(plain('a\u001b[31mred\u0007 \u202ex\u0000')).toBe('a\\u{1b}[31mred\\u{7} \\u{202e}x\\u{0}');
  expect(plain('tab\tline\r\nÄ €, 😀')).toBe('tab\tline\r\nÄ €, 😀');
  expect(plain('honest\rforged')).toBe('honest\\u{d}forged');
  expect(deceptions('\u0007 and \u0007, \u009b')).toEqual(['\\u{7}', '\\u{9b}']);
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
