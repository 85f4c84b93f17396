import { describe, expect, test } from 'vitest';
import type { Files } from '../../src/api/program.ts';
import { applyAnswer, ideaOf } from '../../src/change/answer.ts';
import { readProgram } from '../../src/language/program.ts';

const text = `import { help } from './lib.ts';
// EVOLVE-BLOCK-START
export function f(x: number): number {
  if (x > 1) {
    return x;
  }
  return help(x);
}

export function g(x: number): number {
  return x;
}
// EVOLVE-BLOCK-END
export const fixed = 1;
`;
const parent = readProgram({ 'main.ts': text, 'lib.ts': 'export const help = (x: number) => x;\n' });
const two = {
  'main.ts':
    '// EVOLVE-BLOCK-START\nconst a = 1;\n// EVOLVE-BLOCK-END\nconst x = a;\n// EVOLVE-BLOCK-START\nconst b = 2;\n// EVOLVE-BLOCK-END\n',
};
const block = (lines: string, from = text) => from.replace(/(START\n)[\s\S]*?(\/\/ EVOLVE-BLOCK-END)/, `$1${lines}$2`);
const edit = (search: string, replace: string) => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const childOf = (answer: string, from: Files = parent.files) => {
  const change = applyAnswer(readProgram(from), answer, false);
  if (change.status === 'refused') throw new Error(`${change.reason}: ${change.feedback}`);
  return change.files['main.ts'];
};

describe('a fenced block', () => {
  test('is the new text of the block', () => {
    expect(childOf('IDEA: x\n```ts\nexport const f = 1;\n```\nDone.')).toBe(block('export const f = 1;\n'));
  });

  test('of several the last in the language of the program counts', () => {
    const answer =
      '```ts\nexport const a = 1;\n```\nBetter:\n```typescript\nexport const b = 1;\n```\n```json\n{}\n```';
    expect(childOf(answer)).toBe(block('export const b = 1;\n'));
  });

  test('may hold shorter fences', () => {
    expect(childOf('````ts\n/* ```\ncode\n``` */\nexport const f = 1;\n````')).toContain('/* ```\ncode\n``` */');
  });

  test('may be the whole file, whose fixed text may differ in whitespace', () => {
    const file = block('export const f = 2;\n').replace('import { help }', 'import {help}');
    expect(childOf(`\`\`\`ts\n${file}\`\`\``)).toBe(block('export const f = 2;\n'));
  });

  test('may repeat the text around the block, without markers', () => {
    const file = block('export const f = 2;\n').replace(/.*EVOLVE.*\n/g, '');
    expect(childOf(`\`\`\`ts\n${file}\`\`\``)).toBe(block('export const f = 2;\n'));
  });

  test('says which of several blocks it is for', () => {
    expect(childOf('```ts block 2\nconst b = 3;\n```', two)).toBe(two['main.ts'].replace('b = 2', 'b = 3'));
    expect(childOf('Block 1:\n```ts\nconst a = 3;\n```\n**Block 2**\n```ts\nconst b = 4;\n```', two)).toBe(
      two['main.ts'].replace('a = 1', 'a = 3').replace('b = 2', 'b = 4'),
    );
    expect(applyAnswer(readProgram(two), '```ts\nconst b = 3;\n```', false)).toMatchObject({ reason: 'no-code' });
  });

  test('may repeat the markers, and nothing around them', () => {
    const marked = (code: string) => `// EVOLVE-BLOCK-START\n${code}\n// EVOLVE-BLOCK-END`;
    expect(childOf(`\`\`\`ts\n${marked('export const f = 2;')}\n\`\`\``)).toBe(block('export const f = 2;\n'));
    const second = `\`\`\`ts block 2\n${marked('const b = 3;')}\n\`\`\``;
    expect(childOf(second, two)).toBe(two['main.ts'].replace('b = 2', 'b = 3'));
    const bare = { 'main.ts': `${marked('const a = 1;')}\n` };
    expect(childOf(`\`\`\`ts\n${marked('\nconst a = 2;')}\n\`\`\``, bare)).toBe(`${marked('\nconst a = 2;')}\n`);
  });

  test.each(['IDEA: tile with block 8x8', 'IDEA: use block 8 first', 'Block 0:'])('is not placed by %j', (idea) => {
    expect(childOf(`${idea}\n\`\`\`ts\nexport const f = 1;\n\`\`\``)).toBe(block('export const f = 1;\n'));
    expect(childOf(`${idea}\n\`\`\`ts block 2\nconst b = 3;\n\`\`\``, two)).toBe(
      two['main.ts'].replace('b = 2', 'b = 3'),
    );
    const later = `${idea}\n\`\`\`ts\nexport const f = 0;\n\`\`\`\nBetter:\n\`\`\`ts\nexport const f = 1;\n\`\`\``;
    expect(childOf(later)).toBe(block('export const f = 1;\n'));
  });

  test('keeps its markers where they are indented', () => {
    const from = { 'main.ts': 'class A {\n  // EVOLVE-BLOCK-START\n  b = 1;\n  // EVOLVE-BLOCK-END\n}\n' };
    expect(childOf('```ts\n  b = 2;\n```', from)).toBe(from['main.ts'].replace('b = 1', 'b = 2'));
  });

  test('is a whole file in a program without markers', () => {
    expect(childOf('```ts\nexport const a = 2;\n```', { 'main.ts': 'export const a = 1;\n' })).toBe(
      'export const a = 2;\n',
    );
  });
});

describe('SEARCH/REPLACE', () => {
  test('replaces whole lines', () => {
    expect(childOf(edit('    return x;\n  }', '    return 2 * x;\n  }'))).toBe(
      text.replace('return x;', 'return 2 * x;'),
    );
  });

  test('may stand in fences, several of them, each for the program after the one before', () => {
    const answer = `\`\`\`\n${edit('  if (x > 1) {', '  if (x > 2) {')}\n\`\`\`\n${edit('  if (x > 2) {', '  if (x > 3) {')}`;
    expect(childOf(answer)).toBe(text.replace('x > 1', 'x > 3'));
  });

  test.each([
    ['trailing whitespace', '  if (x > 1) {  \r\n    return x;\r', 'trailing whitespace'],
    ['blank lines', '  if (x > 1) {\n\n    return x;', 'exact'],
    ['indentation', 'if (x > 1) {\n  return x;', 'indentation'],
    ['spaces within', '  if (x>1){\n    return x;', 'whitespace'],
    [
      'one line of five, between two that are right',
      'export function f(x: number): number {\n  if (x > 1) {\n    return y;\n  }\n  return help(x);',
      'anchors',
    ],
  ])('tolerates %s', (_, search, rung) => {
    const change = applyAnswer(parent, edit(search, '  while (x > 1) {\n    x--;'), false);
    expect(change).toMatchObject({ status: 'changed', matched: [rung] });
  });

  test('lines written at another indentation are moved to the right one', () => {
    expect(childOf(edit('if (x > 1) {\n  return x;\n}', 'if (x > 1) {\n  return -x;\n}'))).toBe(
      text.replace('return x;', 'return -x;'),
    );
  });

  test('is for the file that the line before it names, also through a fence', () => {
    const helper = { 'main.ts': 'export const a = 1;\n', 'lib.ts': 'export const a = 1;\n' };
    const answer = `In lib.ts:\n\n\`\`\`ts\n${edit('export const a = 1;', 'export const a = 2;')}\n\`\`\``;
    expect(applyAnswer(readProgram(helper), answer, false)).toMatchObject({
      files: { 'main.ts': helper['main.ts'], 'lib.ts': 'export const a = 2;\n' },
      format: 'replacements',
    });
  });

  test('is for any file where prose stands between it and a name', () => {
    const helper = { 'main.ts': 'export const b = 1;\n', 'lib.ts': 'export const a = 1;\n' };
    const answer = `In lib.ts we keep a.\nNow b changes:\n${edit('export const b = 1;', 'export const b = 2;')}`;
    expect(applyAnswer(readProgram(helper), answer, false)).toMatchObject({
      files: { 'main.ts': 'export const b = 2;\n' },
    });
  });

  test('what does not match is quoted in part', () => {
    const lines = Array.from({ length: 15 }, (_, index) => `  lost(${index});`).join('\n');
    const refused = applyAnswer(parent, edit(lines, ''), false);
    expect(refused).toMatchObject({ feedback: expect.stringContaining('(and 3 more lines)') });
    expect(refused).toMatchObject({ feedback: expect.not.stringContaining('lost(12)') });
  });

  test('removes lines', () => {
    expect(childOf(edit('  if (x > 1) {\n    return x;\n  }', ''))).toBe(
      text.replace('  if (x > 1) {\n    return x;\n  }\n', ''),
    );
  });

  test.each([
    ['lines that do not exist', edit('  return y;', '  return z;'), 'no-match', /closest lines[\s\S]*return x;/],
    [
      'two lines of five, between two that are right',
      edit('export function f(x: number): number {\n  if (x > 2) {\n    return y;\n  }\n  return help(x);', 'x'),
      'no-match',
      /closest lines[\s\S]*if \(x > 1\)/,
    ],
    [
      'one line of four, between three that are right',
      edit('  if (x > 1) {\n    return y;\n  }\n  return help(x);', 'x'),
      'no-match',
      /closest lines/,
    ],
    [
      'one line of three, between two that are right',
      edit('  if (x > 1) {\n    return y;\n  }', 'x'),
      'no-match',
      /closest lines/,
    ],
    ['lines that exist twice', edit('return x;', 'return 1;'), 'ambiguous', /main\.ts line 5, main\.ts line 11/],
    ['lines outside the blocks', edit('export const fixed = 1;', ''), 'outside-block', /may not change/],
    ['an empty SEARCH', edit('', 'x'), 'no-match', /empty/],
    ['one that is not closed', '<<<<<<< SEARCH\n  return x;\n=======\n', 'no-code', /not whole/],
    ['a later one that fails', `${edit('  if (x > 1) {', '  if (x) {')}\n${edit('nope', '')}`, 'no-match', /nope/],
  ] as const)('%s: refused', (_, answer, reason, feedback) => {
    expect(applyAnswer(parent, answer, false)).toMatchObject({ reason, feedback: expect.stringMatching(feedback) });
  });
});

test.each([
  ['prose', 'You could return 2 * x instead.', false, 'no-code'],
  ['nothing', '', false, 'no-code'],
  ['an answer that was cut off', '```ts\nexport function f(', true, 'no-answer'],
  ['code that leaves code out', '```ts\nexport const f = 1;\n// ... rest of the code\n```', false, 'no-code'],
  ['code with a gap', '```ts\nexport const f = 1;\n// … same as before\n```', false, 'no-code'],
] as const)('%s is refused', (_, answer, cutOff, reason) => {
  expect(applyAnswer(parent, answer, cutOff)).toMatchObject({ status: 'refused', reason });
});

test('a fence that is left open is taken where the answer was not cut off', () => {
  expect(childOf('```ts\nexport const f = 1;')).toBe(block('export const f = 1;\n'));
});

test.each([
  ['IDEA: sort first', 'sort first'],
  ['**IDEA:** `sort` first\n```ts\n```', 'sort first'],
  ['We sort the items first.\n```ts\nconst a = 1;\n```', 'We sort the items first.'],
  ['```ts\nconst abcdefgh = 1;\n```', ''],
  ['Sure!\nKeep the items sorted by size.', 'Keep the items sorted by size.'],
  [`IDEA: ${'a '.repeat(59)}${'b'.repeat(9)}`, `${'a '.repeat(59)}b…`],
  [`IDEA: ${'c'.repeat(120)}`, 'c'.repeat(120)],
])('the idea of %j', (answer, idea) => {
  expect(ideaOf(answer)).toBe(idea);
});
