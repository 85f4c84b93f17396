import { describe, expect, test } from 'vitest';
import { link } from '../../src/evaluation/link.ts';
import { parse } from '../../src/language/javascript/parse.ts';
import { askReader } from '../../src/language/javascript/reader.ts';
import { readProgram } from '../../src/language/program.ts';

const errorIn = (text: string) => parse({ name: 'a.ts', text }).error;

/** Texts of n levels, as a model writes when it repeats itself. */
const kinds: Readonly<Record<string, (n: number) => string>> = {
  parentheses: (n) => `${'('.repeat(n)}1${')'.repeat(n)}`,
  lists: (n) => `${'['.repeat(n)}1${']'.repeat(n)}`,
  'a sum': (n) => `1${'+1'.repeat(n)}`,
  functions: (n) => `${'x=>'.repeat(n)}1`,
  negations: (n) => `${'!'.repeat(n)}1`,
  members: (n) => `a${'.b'.repeat(n)}`,
  choices: (n) => `${'a?1:'.repeat(n)}1`,
  types: (n) => `1 as ${'['.repeat(n)}1${']'.repeat(n)}`,
  templates: (n) => `${'`${'.repeat(n)}1${'}`'.repeat(n)}`,
  'brackets that texts seem to close': (n) => `${'[")",'.repeat(n)}1${']'.repeat(n)}`,
};

describe.each(Object.entries(kinds))('%s', (_, make) => {
  test.each([1200, 2400, 20_000, 60_000])('%i levels are refused, and the parsers keep working', (n) => {
    const text = `export const a = ${make(n)};`;
    expect(errorIn(text)).toBe('it is nested more than 500 levels deep');
    expect(link(readProgram({ 'a.ts': text }))).toEqual({ refusal: 'a.ts, it is nested more than 500 levels deep' });
    expect(link(readProgram({ 'a.ts': 'export const a: number = 1;' }))).toHaveProperty('script');
  });

  test('100 levels are accepted', () => {
    expect(errorIn(`export const a = ${make(100)};`)).toBeUndefined();
  });
});

test.each([1200, 2400, 20_000, 60_000])('%i brackets that are never closed are refused', (n) => {
  const text = `export const a = ${'['.repeat(n)};`;
  expect(errorIn(text)).toMatch(/^line 1: /);
  expect(link(readProgram({ 'a.ts': text }))).toEqual({ refusal: expect.stringMatching(/^a\.ts, line 1: /) });
  expect(link(readProgram({ 'a.ts': 'export const a: number = 1;' }))).toHaveProperty('script');
});

test('length is no depth', () => {
  const table = `export const a = [${'[0.1, 0.2, [3, "((((("]],\n'.repeat(8000)}];`;
  expect(errorIn(table)).toBeUndefined();
  expect(errorIn(table.repeat(3))).toBe('it is longer than 500000 characters');
});

test('a text that takes too long to read is refused, and the next is read', () => {
  const forks = (n: number) => `export const a = ${'a?(b):c=>'.repeat(n)}d;`;
  expect(errorIn(forks(60))).toBeUndefined();
  expect(askReader({ name: 'a.ts', text: forks(1500) }, 100)).toBe('it takes longer than 0.1 s to read');
  expect(link(readProgram({ 'a.ts': 'export const a: number = 1;' }))).toHaveProperty('script');
});
