import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isScript, languageOf, languages, useGrammarsOf } from '../../src/language/index.ts';
import type { Language, Measures } from '../../src/language/language.ts';
import { newFault } from '../../src/language/language.ts';
import { nodesWith, textOf } from '../../src/language/syntax-tree.ts';
import { type Change, fixtures, readFixture, textFiles } from '../fixtures/languages/index.ts';
import { scratch } from '../scratch.ts';

function changed(text: string, [from, to]: Change): string {
  if (!text.includes(from)) throw new Error(`the program does not have ${from}`);
  return text.replace(from, () => to);
}

const everything = (text: string) => [{ start: 0, end: text.length }];

describe.each(fixtures.map((fixture) => [fixture.id, fixture] as const))('%s', (id, fixture) => {
  const { file: name, text } = fixture;
  const language = languageOf(name);
  const read = (text: string) => ({ name, text });
  const keyOf = (text: string) => language.key(read(text));

  test('is the language of its files, and finds nothing wrong with a sound program', () => {
    expect(language.id).toBe(id);
    expect(language.faults(read(text))).toEqual([]);
  });

  test.each(fixture.broken)('says what is wrong where %j becomes %j', (from, to, said) => {
    const faults = language.faults(read(changed(text, [from, to])));
    expect(faults[0]).toMatch(said);
    expect(newFault([], faults)).toBe(faults[0]);
    expect(newFault(faults, faults)).toBeUndefined();
  });

  test('finds the block between markers, and none in strings', () => {
    const { regions, error } = language.blocks(read(text));
    expect(error).toBeUndefined();
    expect(regions).toHaveLength(1);
    const [{ start, end } = { start: 0, end: 0 }] = regions;
    expect(text.slice(0, start)).toMatch(/EVOLVE-BLOCK-START(?: \*\/)?$/);
    expect(text.slice(end)).toMatch(/^(?:\/\/|#|\/\*) EVOLVE-BLOCK-END/);
  });

  test.each(Object.entries(fixture.same))('has one key whatever %s', (_, change) => {
    expect(language.faults(read(changed(text, change)))).toEqual([]);
    expect(keyOf(changed(text, change))).toBe(keyOf(text));
  });

  test.each(Object.entries(fixture.different))('has another key for %s', (_, change) => {
    expect(language.faults(read(changed(text, change)))).toEqual([]);
    expect(keyOf(changed(text, change))).not.toBe(keyOf(text));
  });

  test('counts what is in the regions, and twice as much where that stands twice', () => {
    const [region = { start: 0, end: 0 }] = language.blocks(read(text)).regions;
    const once = language.measures(read(text), [region]);
    const block = text.slice(region.start, region.end);
    const twice = text.slice(0, region.end) + block + text.slice(region.end);
    expect(Math.min(...Object.values(once))).toBeGreaterThan(0);
    expect(once.size).toBeGreaterThan(once.literals + once.branches);
    if (language.faults(read(twice)).length > 0) return; // JavaScript allows no name twice
    const doubled = language.measures(read(twice), [{ start: region.start, end: region.end + block.length }]);
    expect(doubled).toEqual(Object.fromEntries(Object.entries(once).map(([measure, count]) => [measure, 2 * count])));
    expect(Object.values(language.measures(read(text), []))).toEqual([0, 0, 0, 0]);
  });

  test('reads numbers, and writes others in their place', () => {
    const numbers = language.numbers(read(text));
    expect(numbers.map(({ start }) => start)).toEqual(numbers.map(({ start }) => start).sort((a, b) => a - b));
    for (const [written, value, positive, negative] of fixture.numbers) {
      const number = numbers.find(({ start, end }) => text.slice(start, end) === written);
      expect(number, written).toMatchObject({ value });
      expect([number?.write(2.5), number?.write(-3)]).toEqual([positive, negative]);
    }
  });

  test('a number that is written is read again, in a program of the same shape', () => {
    for (const { start, end, value, whole, write } of language.numbers(read(text))) {
      const next = whole ? value + 7 : 0.75 * value + 0.3;
      const child = text.slice(0, start) + write(next) + text.slice(end);
      const again = language.numbers(read(child)).find((number) => number.start === start);
      expect(again?.value, child.slice(start - 20, start + 20)).toBe(next);
      expect(language.faults(read(child))).toEqual([]);
      expect(language.shape(read(child))).toBe(language.shape(read(text)));
      expect(keyOf(child)).not.toBe(keyOf(text));
      expect(keyOf(text.slice(0, start) + write(value) + text.slice(end))).toBe(keyOf(text));
    }
  });

  test('writes small errors of several kinds, each of which can be parsed and says something else', () => {
    const mutations = language.mutations?.(read(text)) ?? [];
    if (language.tree ?? isScript(name)) expect(new Set(mutations.map(({ kind }) => kind)).size).toBeGreaterThan(1);
    for (const { start, end, text: replacement, about } of mutations) {
      const mutant = text.slice(0, start) + replacement + text.slice(end);
      expect(language.faults(read(mutant)), replacement).toEqual([]);
      expect(keyOf(mutant)).not.toBe(keyOf(text));
      expect(about.end - about.start).toBeGreaterThan(1);
    }
  });

  test('says the same of the same text', () => {
    const all = () => {
      const file = read(text);
      const blocks = language.blocks(file);
      return [language.key(file), language.shape(file), blocks, language.measures(file, blocks.regions)];
    };
    expect(all()).toEqual(all());
    expect(language.tree?.(read(text))).toEqual(language.tree?.(read(text)));
  });
});

describe.each(fixtures.filter(({ file }) => languageOf(file).tree).map((fixture) => [fixture.id, fixture] as const))(
  'the tree of %s',
  (id, { file: name, text }) => {
    const language = languageOf(name);
    const tree = language.tree?.({ name, text });
    if (!tree) throw new Error('there is no tree');

    test('holds every node inside the one around it, and each sibling after the one before', () => {
      for (let node = 1; node < tree.length; node++) {
        const around = tree.parent[node]!;
        expect(around).toBeLessThan(node);
        expect(tree.next[node]).toBeLessThanOrEqual(tree.next[around]!);
        expect(tree.start[node]).toBeGreaterThanOrEqual(tree.start[around]!);
        expect(tree.end[node]).toBeLessThanOrEqual(tree.end[around]!);
        if (tree.next[node]! < tree.next[around]!)
          expect(tree.end[node]).toBeLessThanOrEqual(tree.start[tree.next[node]!]!);
      }
    });

    test('has nodes of every role that operators use', () => {
      const roles = [
        'name',
        'block',
        'statement',
        'function',
        'branch',
        'call',
        'binary',
        'value',
        'condition',
      ] as const;
      for (const role of roles) expect(nodesWith(tree, role).length, role).toBeGreaterThan(3);
    });

    test('each value can stand in parentheses, which change nothing', () => {
      for (const node of nodesWith(tree, 'value')) {
        const [start, end] = [tree.start[node]!, tree.end[node]!];
        if (['c', 'cpp', 'cuda'].includes(id) && /^\s*[-+*&(]/.test(text.slice(end))) continue; // it reads as a cast
        const child = { name, text: `${text.slice(0, start)}(${textOf(tree, node)})${text.slice(end)}` };
        expect(language.faults(child), textOf(tree, node)).toEqual([]);
        expect(language.key(child), textOf(tree, node)).toBe(language.key({ name, text }));
      }
    });

    test('what a statement declares aside, each can be left out', () => {
      for (const node of nodesWith(tree, 'statement')) {
        const child = text.slice(0, tree.start[node]) + text.slice(tree.end[node]);
        const faults = language.faults({ name, text: child });
        if (!faults.every((fault) => fault.includes('an indented block')))
          expect(faults, textOf(tree, node)).toEqual([]);
      }
    });
  },
);

describe.each(textFiles)('%s', (name, id) => {
  const language = languageOf(name);
  const text = readFixture(name);
  const file = { name, text };

  test(`is ${id}, and nothing is wrong with it`, () => {
    expect(language.id).toBe(id);
    expect([language.faults(file), language.numbers(file), language.tree]).toEqual([[], [], undefined]);
  });

  test('has a block, whose measures grow with it', () => {
    const { regions, error } = language.blocks(file);
    expect(error).toBeUndefined();
    expect(regions).toHaveLength(1);
    const once = language.measures(file, regions);
    expect(once.size).toBeGreaterThan(10);
    expect(language.measures(file, everything(text)).size).toBeGreaterThan(once.size);
    expect(language.measures(file, [...regions, ...regions])).toEqual(
      Object.fromEntries(Object.entries(once).map(([measure, count]) => [measure, 2 * count])),
    );
  });

  test('has one key whatever blank lines and ends of lines', () => {
    const key = language.key(file);
    expect(language.key({ name, text: text.replaceAll('\n', '  \r\n\r\n') })).toBe(key);
    expect(language.key({ name, text: text.replace('a', 'b') })).not.toBe(key);
  });
});

describe('markers', () => {
  const named = languages().filter(({ id }) => id !== 'text');
  const all: readonly (readonly [string, Language, string])[] = [
    ...named.map((language) => [language.id, language, `a${language.suffixes[0]}`] as const),
    ['text', languageOf('notes'), 'notes'],
  ];

  describe.each(all)('in %s', (_, language, name) => {
    const signs = language.comments.map(
      ({ open, close = '' }) =>
        (what: string) =>
          `${open} ${what} ${close}`.trim(),
    );
    const blocks = (text: string) => language.blocks({ name, text });
    const [start, end] = ['EVOLVE-BLOCK-START', 'EVOLVE-BLOCK-END'];

    test.each(signs)('with the sign of %o', (comment) => {
      const text = `\n${comment(start)}\n\n${comment(end)}\n`;
      const [region] = blocks(text).regions;
      expect(text.slice(region?.start, region?.end)).toBe('\n\n');
      const lines = text.replaceAll('\n', '\r\n');
      const [inLines] = blocks(lines).regions;
      expect(lines.slice(inLines?.start, inLines?.end).trim()).toBe('');
    });

    test.each(signs)('that are wrong, with the sign of %o', (comment) => {
      const errorIn = (...lines: readonly string[]) => blocks(lines.map((line) => `${line}\n`).join('')).error;
      expect(errorIn('', comment(start))).toBe('line 2: EVOLVE-BLOCK-START without an EVOLVE-BLOCK-END');
      expect(errorIn('', '', comment(end))).toBe('line 3: EVOLVE-BLOCK-END without an EVOLVE-BLOCK-START before it');
      expect(errorIn(comment(start), comment(start))).toBe(
        'line 2: EVOLVE-BLOCK-START inside a block; blocks do not nest',
      );
    });

    test('are no other words', () => {
      const comment = signs[0] ?? ((what: string) => what);
      for (const what of ['EVOLVE-BLOCK', 'EVOLVE-BLOCK-STARTS', 'the EVOLVE-BLOCK-START', 'EVOLVE-BLOCK-START here'])
        expect(blocks(`${comment(what)}\n`)).toEqual({ regions: [], error: undefined });
    });
  });
});

test('names, suffixes and fences tell languages apart', () => {
  const all = languages();
  for (const unique of [all.map(({ id }) => id), all.map(({ name }) => name), all.flatMap(({ suffixes }) => suffixes)])
    expect(new Set(unique).size).toBe(unique.length);
  for (const { id, name, fences, comments, suffixes } of all) {
    expect([id, name]).toEqual([expect.stringMatching(/^[a-z]+$/), expect.stringMatching(/\S/)]);
    expect(fences.length).toBeGreaterThan(0);
    for (const word of fences) expect(word).toMatch(/^[\w+#-]+$/);
    expect(comments.length).toBeGreaterThan(0);
    for (const suffix of suffixes) expect(languageOf(`some/folder/a.b${suffix}`).id).toBe(id);
  }
});

test('the file of an unknown language is text', () => {
  for (const name of ['a', 'Makefile', 'a.unknown', 'py', '.gitignore', '']) expect(languageOf(name).id).toBe('text');
});

test('a fault is new where the parent has fewer, and what the parent has is not blamed', () => {
  const before = ['line 2: `)` is missing'];
  expect(newFault(before, ['line 9: `)` is missing'])).toBeUndefined();
  expect(newFault(before, ['line 3: `)` is missing', 'line 5: unexpected `x`'])).toBe('line 5: unexpected `x`');
  expect(newFault(before, ['line 3: `)` is missing', 'line 5: `)` is missing'])).toBe('line 3: `)` is missing');
});

/** Texts that parsers find hard: models that repeat themselves write them, and attackers do. */
const hard: Readonly<Record<string, string>> = {
  'open parentheses': '('.repeat(20_000),
  'nested parentheses': `x = ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
  'nested blocks': '{'.repeat(20_000),
  'nested brackets': '['.repeat(20_000),
  'a long sum': `x = 1${' + 1'.repeat(20_000)}`,
  'a staircase': Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join(''),
  'arrows that exhaust memory in C': 'x=>'.repeat(3000),
  'arrows that take quadratic time': '<-'.repeat(3000),
  'open comments': '/*'.repeat(20_000),
  'open strings': '"a'.repeat(5000),
  'open raw strings': 'r#"'.repeat(5000),
  'templates of templates': 'a<'.repeat(1500),
  'one long line': `x = [${'1, '.repeat(20_000)}]`,
  'many statements on a line': 'a;'.repeat(20_000),
  'nul characters': '\0'.repeat(5000),
  'halves of characters': '\ud800'.repeat(5000),
  'characters of four bytes': '𝛼'.repeat(5000),
  'nothing but line ends': '\r\n'.repeat(20_000),
  'more than any program has': 'x\n'.repeat(250_001),
  nothing: '',
};

describe.each([...fixtures.map(({ id, file }) => [id, file] as const), ['text', 'notes'] as const])('%s', (_, name) => {
  const language = languageOf(name);

  test.each(Object.entries(hard))('bears %s, and the next program', (_, text) => {
    const file = { name, text };
    const regions = [{ start: 0, end: text.length }];
    const measures: Measures = language.measures(file, regions);
    expect(Object.values(measures).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
    expect(language.key(file)).toMatch(/^[0-9a-f]{40}$/);
    expect(language.blocks(file).regions).toEqual([]);
    for (const fault of language.faults(file)) expect(fault.length).toBeLessThan(400);
    const fixture = fixtures.find(({ file }) => file === name);
    if (fixture) expect(language.faults({ name, text: fixture.text })).toEqual([]);
  });
});

describe('a grammar that a problem brings', () => {
  const problem = join(scratch(), 'problem');
  const folder = join(problem, 'node_modules', 'tree-sitter-starlark');
  mkdirSync(folder, { recursive: true });
  cpSync('node_modules/tree-sitter-python/tree-sitter-python.wasm', join(folder, 'tree-sitter-starlark.wasm'));
  const grammars = [{ name: 'starlark', 'file-types': ['star', 'bzl'] }, { name: 'absent' }];
  writeFileSync(join(folder, 'tree-sitter.json'), JSON.stringify({ grammars }));
  const text = readFixture('packing.py');

  test('is found in its node_modules, and its roles are guessed', () => {
    expect(languageOf('a.star').id).toBe('text');
    useGrammarsOf(join(problem, 'deeper'));
    const language = languageOf('a.star');
    const file = { name: 'a.star', text };
    expect([language.id, language.suffixes]).toEqual(['starlark', ['.star', '.bzl']]);
    expect(language.faults(file)).toEqual([]);
    expect(language.faults({ ...file, text: `${text}\nx = (1\n` })[0]).toMatch(/^line \d+: unexpected end of file/);
    expect(language.measures(file, language.blocks(file).regions)).toMatchObject({ branches: 9, literals: 25 });
    expect(language.numbers(file)).toHaveLength(languageOf('a.py').numbers({ name: 'a.py', text }).length);
  });

  test('does not take the place of one that germline has', () => {
    useGrammarsOf('.');
    expect(languages().filter(({ id }) => id === 'python' || id === 'cpp')).toHaveLength(2);
  });
});
