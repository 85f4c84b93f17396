import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutTokens, tokensOf } from '../../src/highlight.ts';
import { lexiconOf } from '../../src/language/lexicon.ts';
import { fixtures, textFiles } from '../fixtures/languages/index.ts';

const shown = (text: string, file: string) =>
  tokensOf(text, lexiconOf(file)).flatMap(({ kind, text }) => (kind === 'plain' ? [] : [`${kind} ${text}`]));

test.each([
  ['a.c', 'static int x = 0x1F; // "no"', ['keyword static', 'keyword int', 'number 0x1F', 'comment // "no"']],
  ['a.c', "char c = '\\''; /* a\nb */ y", ['keyword char', "string '\\''", 'comment /* a\nb */']],
  ['a.rs', "fn f<'a>(x: &'a str) -> f64 { 1.5e-3 }", ['keyword fn', 'number 1.5e-3']],
  ['a.py', "def f(x):  # it's\n    return '#' + x1", ['keyword def', "comment # it's", 'keyword return', "string '#'"]],
  ['a.py', '"""a\n"b" """ if', ['string """a\n"b" """', 'keyword if']],
  ['a.ts', 'const t = `//\n1`; // 2', ['keyword const', 'string `//\n1`', 'comment // 2']],
  ['a.sql', "select 'x' -- 1", ['keyword select', "string 'x'", 'comment -- 1']],
  ['a.jl', '#= 1\n2 =# x # y', ['comment #= 1\n2 =#', 'comment # y']],
  ['notes.md', 'if "you" return 1 // so', []],
])('in %s, %j has its tokens', (file, text, tokens) => {
  expect(shown(text, file)).toEqual(tokens);
});

test('tokens of any text in any language are the text', () => {
  const names = [...fixtures.map(({ file }) => file), ...textFiles.map(([file]) => file)];
  const texts = fc.oneof(fc.string(), fc.constantFrom(...fixtures.map(({ text }) => text)));
  fc.assert(
    fc.property(fc.constantFrom(...names), texts, fc.nat(200), fc.nat(200), (name, text, start, length) => {
      const tokens = tokensOf(text, lexiconOf(name));
      expect(tokens.map((token) => token.text).join('')).toBe(text);
      const part = cutTokens(tokens, start, start + length);
      expect(part.map((token) => token.text).join('')).toBe(text.slice(start, start + length));
    }),
  );
});

test('a text that is hard to read is read in time that grows with its length', () => {
  for (const text of [
    '"'.repeat(50_000),
    '\\'.repeat(50_000),
    '/*'.repeat(50_000),
    `'\\`.repeat(50_000),
    '1'.repeat(90_000),
  ])
    for (const file of ['a.c', 'a.py', 'a.ts']) expect(tokensOf(text, lexiconOf(file)).length).toBeGreaterThan(0);
});
