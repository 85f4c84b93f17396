import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/api/index.ts';
import { link } from '../../src/evaluation/link.ts';
import { withEdits } from '../../src/language/edit.ts';
import { languageOf } from '../../src/language/index.ts';
import { parse } from '../../src/language/javascript/parse.ts';
import { readProgram } from '../../src/language/program.ts';
import { readAhead } from '../../src/language/read-ahead.ts';
import { sourcesOf } from '../../src/language/source.ts';

const errorIn = (text: string) => parse({ name: 'a.ts', text }).error;
const programFault = (program: Program) => sourcesOf(program).map((file) => parse(file).error)[0];

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

/** Short texts on which the parser goes back again and again, as n levels. */
const slow: Readonly<Record<string, (n: number) => string>> = {
  choices: (n) => `export const a = ${'a?(b):c=>'.repeat(n ** 2)}d;`,
  'types of imports': (n) => `export const a: any = ${'f<import("a",{with:{a:'.repeat(n)}1;`,
};

const late = 'reading it takes more time or memory than it may';

test.each(Object.entries(slow))('%s that take too long are refused, and the next text is read', (_, make) => {
  expect(errorIn(make(5))).not.toBe(late);
  expect(errorIn(make(100))).toBe(late);
  expect(link(readProgram({ 'a.ts': 'export const a: number = 1;' }))).toHaveProperty('script');
});

test.each(Object.entries(slow))('%s that an edit puts in are refused', (_, make) => {
  const program = readProgram({ 'a.ts': 'export const b = 1;' });
  expect(errorIn(program.files['a.ts'] as string)).toBeUndefined();
  const child = withEdits(program, 'a.ts', [{ start: 0, end: 0, text: make(100) }]);
  expect(programFault(child)).toBe(late);
});

test('a name that the linker must not use can be as long as the text', () => {
  const files = { 'a.ts': `// $file${'$'.repeat(400_000)} $file$$file\nexport const a = 1;` };
  expect(link(readProgram(files), { metered: true })).toHaveProperty('script');
});

describe('where other work can be done meanwhile', () => {
  /** What is done while a text is read: the turns of this thread. */
  async function turnsDuring<T>(reading: T | Promise<T>): Promise<{ readonly result: T; readonly turns: number }> {
    let turns = 0;
    const counter = setInterval(() => turns++, 1);
    const result = await reading;
    clearInterval(counter);
    return { result, turns };
  }

  test.each(Object.entries(slow))('%s hold nothing', async (_, make) => {
    const program = readProgram({ 'a.ts': make(110) });
    const { result, turns } = await turnsDuring(readAhead(() => programFault(program)));
    expect(result).toBe(late);
    expect(turns).toBeGreaterThan(0);
  });

  test('a text of another language holds nothing', async () => {
    const program = readProgram({ 'a.py': `a = ${'['.repeat(100_000)}` });
    const { result, turns } = await turnsDuring(readAhead(() => languageOf('a.py').faults(sourcesOf(program)[0]!)));
    expect(result).toHaveLength(1);
    expect(turns).toBeGreaterThan(0);
  });
});
