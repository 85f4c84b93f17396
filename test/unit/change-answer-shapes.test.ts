import { describe, expect, test } from 'vitest';
import { applyAnswer, ideaOf } from '../../src/change/answer.ts';
import { readProgram } from '../../src/language/program.ts';

const text = `import { help } from './lib.ts';
// EVOLVE-BLOCK-START
const start = 1;
const step = 2;

export function f(x: number): number {
  const twice = step * x;
  return help(twice) + start;
}
// EVOLVE-BLOCK-END
export const fixed = 1;
`;
const parent = readProgram({ 'main.ts': text, 'lib.ts': 'export const help = (x: number) => x;\n' });
const block = /START\n([\s\S]*)\/\/ EVOLVE/.exec(text)?.[1] as string;
/** The block and the text that answers of these tests make of them. */
const better = block.replace('start = 1', 'start = 3');
const wanted = text.replace(block, better);
const read = (answer: string, program = parent, cutOff = false) => applyAnswer(program, answer, cutOff);
const childOf = (answer: string, program = parent) => {
  const change = read(answer, program);
  return change.status === 'refused' ? `${change.reason}: ${change.feedback}` : change.files[program.entry];
};
const fenced = (code: string) => `\`\`\`ts\n${code}\`\`\``;
const lined = (code: string, prefix: string) => code.replace(/^/gm, prefix);
const part = (search: string, replace: string) => `SEARCH\n${search}\n=======\n${replace}`;
const edit = (search: string, replace: string) => `<<<<<<< ${part(search, replace)}\n>>>>>>> REPLACE`;
const [old, fresh] = ['const start = 1;', 'const start = 3;'];

describe('a fence is found', () => {
  test.each([
    ['below an item of a list', `10. The code:\n\n${lined(fenced(better), '    ')}`],
    ['behind text', `Here is the code: ${fenced(better)}`],
    ['in a quotation', lined(`IDEA: m\n${fenced(better)}`, '> ')],
    ['where only the fence is quoted', `The code:\n${lined(fenced(better), '> ')}`],
    [
      'between codes of a terminal',
      `\u001b[1mIDEA\u001b[0m\n\u001b[32m\`\`\`ts\u001b[0m\n${better}\u001b[32m\`\`\`\u001b[0m`,
    ],
    ['where it ends behind the last bracket', `\`\`\`ts\n${better.trimEnd()}\`\`\``],
    [
      'around one as short as itself',
      fenced(`/** Example:\n\`\`\`\nf(1)\n\`\`\`\n*/\n${better}`),
      `/** Example:\n\`\`\`\nf(1)\n\`\`\`\n*/\n`,
    ],
    ['within one for the whole answer', `\`\`\`markdown\nIDEA: x\n${fenced(better)}\n\`\`\``],
    [
      'before an echo of what the prompt ended with',
      `${fenced(better)}\n\nFeedback:\n\`\`\`\nbins [3, 4], bounds [2, 3]\n\`\`\``,
    ],
    ['below the program as it was', `Before:\n${fenced(block)}\nAfter:\n\`\`\`\n${better}\`\`\``],
    [
      'with markers, before an echo',
      `\`\`\`\n// EVOLVE-BLOCK-START\n${better}// EVOLVE-BLOCK-END\n\`\`\`\n\n\`\`\`\nf(1) = 2\n\`\`\``,
    ],
    ['with Windows line ends', fenced(better).replaceAll('\n', '\r\n')],
  ])('%s', (_, answer, more = '') => {
    expect(childOf(answer)).toBe(text.replace(block, more + better));
  });

  test.each([
    ['the block and nothing else', better],
    ['the block below its idea', `IDEA: larger start\n\n${better}`],
    ['the file and nothing else', wanted],
  ])('or not: %s', (_, answer) => {
    expect(childOf(answer)).toBe(wanted);
  });

  test.each([
    ['prose that quotes the program', 'I would change this line:\nconst start = 1;\nIt is too small.'],
    ['a program of other things', 'const other = 1;\n'],
    ['nothing but a comment', '// const start = 1;'],
  ])('%s is no program', (_, answer) => {
    expect(read(answer)).toMatchObject({ reason: 'no-code' });
  });

  test('prose in a language that nothing parses is no program', () => {
    const poem = readProgram({ 'poem.txt': 'A first long line\nand a second one\n' });
    expect(read('I like this:\nA first long line\n', poem)).toMatchObject({ reason: 'no-code' });
  });

  test('with one of the two markers', () => {
    expect(childOf(fenced(`// EVOLVE-BLOCK-START\n${better}`))).toBe(wanted);
    expect(childOf(fenced(`${better}// EVOLVE-BLOCK-END\nexport const fixed = 1;\n`))).toBe(wanted);
  });
});

describe('a replacement is found', () => {
  test.each([
    ['in numbered lines', edit(`3 | ${old}\n4 | const step = 2;`, `3 | ${fresh}\n4 | const step = 2;`)],
    ['in lines with numbers and colons', edit(`3: ${old}`, `3: ${fresh}`)],
    ['in fences within its parts', edit(fenced(`${old}\n`), fenced(`${fresh}\n`))],
    ['in a part of a line', edit('start = 1', 'start = 3')],
    ['over the end of a line', edit('start = 1;\nconst step', 'start = 3;\nconst step')],
    ['between markers of git', `<<<<<<< HEAD\n${old}\n=======\n${fresh}\n>>>>>>> main`],
    ['with the common base', `<<<<<<< HEAD\n${old}\n||||||| 1a2b3c\nx\n=======\n${fresh}\n>>>>>>> main`],
    ['between other words', `<<<<<<< ORIGINAL\n${old}\n=======\n${fresh}\n>>>>>>> UPDATED`],
    ['between dashes and pluses', `------- ${part(old, fresh)}\n+++++++ REPLACE`],
    ['between shorter markers', `<<< ${part(old, fresh)}\n>>> REPLACE`],
    ['with its place', edit(`:start_line:3\n-------\n${old}`, fresh)],
    ['before a fence in the same line', `\`\`\`\n${edit(old, fresh)}\`\`\``],
    ['that a fence ends', `\`\`\`\n<<<<<<< ${part(old, fresh)}\n\`\`\``],
    ['that the next one ends', `<<<<<<< ${part(old, fresh)}\n${edit('const step = 2;', 'const step = 2;\n')}`],
    ['before one that is cut', `${edit(old, fresh)}\n<<<<<<< SEARCH\nconst step = 2;\n=======\nconst`],
    ['in fences with names', `SEARCH:\n${fenced(`${old}\n`)}\n**REPLACE**\n${fenced(`${fresh}\n`)}`],
    ['with markers of the block', edit(`// EVOLVE-BLOCK-START\n${old}`, `// EVOLVE-BLOCK-START\n${fresh}`)],
    ['with entities', edit('const start &#61; 1;', 'const start = 3;')],
    [
      'around code that both parts leave out',
      edit(
        `${old}\n// ... existing code ...\n  return help(twice) + start;`,
        `${fresh}\n// ... existing code ...\n  return help(twice) + start;`,
      ),
    ],
  ])('%s', (_, answer) => {
    expect(childOf(answer)).toBe(wanted);
  });

  test.each([
    ['a part that stands in two lines', edit('step', 'stride'), 'ambiguous'],
    ['a part of a word', edit('tart = 1', 'tart = 3'), 'no-match'],
    ['code left out of REPLACE', edit(block.trim(), `${fresh}\n// ... existing code ...`), 'no-code'],
    ['one that is cut', '<<<<<<< SEARCH\nconst step = 2;\n=======\nconst', 'no-code'],
  ])('%s: refused', (_, answer, reason) => {
    expect(read(answer)).toMatchObject({ status: 'refused', reason });
  });
});

describe('a diff', () => {
  const hunk = `-${old}\n+${fresh}\n const step = 2;\n`;
  const head = '--- a/main.ts\n+++ b/main.ts\n';
  test.each([
    ['of one file', `\`\`\`diff\n${head}@@ -3,2 +3,2 @@\n${hunk}\`\`\``],
    ['with wrong line numbers', `\`\`\`diff\n@@ -90,7 +12,1 @@\n${hunk}\`\`\``],
    ['without a head', `\`\`\`diff\n${hunk}\`\`\``],
    ['under the name of another language', `\`\`\`ts\n${head}@@ -3,2 +3,2 @@\n${hunk}\`\`\``],
    ['whose context has no sign', `\`\`\`diff\n@@\n-${old}\n+${fresh}\nconst step = 2;\n\`\`\``],
    ['without a fence', `IDEA: x\n\n${head}@@ -3,2 +3,2 @@\n${hunk}\nThat is all.`],
    ['as a patch', `*** Begin Patch\n*** Update File: main.ts\n@@\n${hunk}*** End Patch`],
    ['before the whole code', `\`\`\`diff\n-nothing\n+like it\n\`\`\`\n${fenced(better)}`],
  ])('%s', (_, answer) => {
    expect(childOf(answer)).toBe(wanted);
  });

  test('of two places', () => {
    const answer = `\`\`\`diff\n@@ -3 +3 @@\n-${old}\n+${fresh}\n@@ -7 +7 @@\n-  const twice = step * x;\n+  const twice = x;\n\`\`\``;
    expect(childOf(answer)).toBe(wanted.replace('step * x', 'x'));
  });

  test('that fits nowhere is refused as such', () => {
    expect(read('```diff\n-nothing\n+like it\n```')).toMatchObject({ reason: 'no-match' });
  });
});

test.each([
  ['entities', fenced(better.replace('  return', '  if (x &lt; 0 &amp;&amp; x &gt; -1) return 0;\n  return'))],
  [
    'typographic quotes',
    fenced(better.replace('  return', '  if (x < 0 && x > -1) return 0;\n  return').replace('= 2', '= “2”.length + 1')),
  ],
])('%s in code that is none with them are read', (_, answer) => {
  expect(childOf(answer)).toContain('if (x < 0 && x > -1) return 0;');
});

test('entities in code that is code with them stay', () => {
  expect(childOf(fenced(better.replace('= 3', "= '&lt;'.length")))).toContain("'&lt;'");
});

describe('code is left out', () => {
  test.each([
    '// ...',
    '// … rest of the code unchanged',
    '// (remaining functions stay the same)',
    '// existing code',
    '/* ... existing implementation ... */',
    '// ... f stays the same',
    '// [rest of the file omitted for brevity]',
    '// Other functions remain unchanged...',
    '// The rest of the code is unchanged',
    'export function f(x: number): number { /* ... */ }',
    'export function f(x: number): number { // same as before\n}',
  ])('by %j', (line) => {
    expect(read(fenced(`const start = 3;\n${line}\n`))).toMatchObject({ reason: 'no-code' });
  });

  test.each([
    '// Unlike the existing code, start is larger here.',
    '// ... then double it',
    '// the rest of the items',
    '// same as before',
    '// unchanged',
    '// wait for the other one...',
    "const url = 'https://...';",
  ])('not by %j', (line) => {
    const code = better.replace('  const twice', `${line}\n  const twice`);
    expect(childOf(fenced(code))).toBe(text.replace(block, code));
  });

  test('not by a comment of the program', () => {
    const own = readProgram({ 'main.ts': `// ... rest unchanged\n${text}` });
    expect(childOf(fenced(`// ... rest unchanged\n${wanted}`), own)).toBe(`// ... rest unchanged\n${wanted}`);
  });

  test('in the comments of its language', () => {
    const python = readProgram({ 'main.py': 'def f(x):\n    y = 2 * x\n    return y\n' });
    const answer = (line: string) => `\`\`\`python\ndef f(x):\n    y = 3 * x\n    ${line}\n    return y\n\`\`\``;
    expect(read(answer('# ... existing code ...'), python)).toMatchObject({ reason: 'no-code' });
    expect(read(answer('# ... and so on'), python)).toMatchObject({ status: 'changed' });
    expect(read(answer('// ... existing code ...'), python)).toMatchObject({ status: 'changed' });
  });
});

test.each([
  ['a block', fenced(better)],
  ['a file', fenced(wanted)],
  ['a replacement', edit(old, fresh)],
  ['a part of a line', edit('start = 1', 'start = 3')],
])('%s keeps the Windows line ends of its file', (_, answer) => {
  const windows = readProgram({ 'main.ts': text.replaceAll('\n', '\r\n') });
  expect(childOf(answer, windows)).toBe(wanted.replaceAll('\n', '\r\n'));
});

test('a SEARCH part that holds nothing but fences is refused', () => {
  const answer = '<<<<<<< SEARCH\n```ts\n```ts\n=======\n>>>>>>> REPLACE\n';
  expect(read(answer)).toMatchObject({ status: 'refused', reason: 'no-match' });
});

test('the idea is read without what a terminal adds', () => {
  expect(ideaOf('\u001b[1mIDEA: sort first\u001b[0m\r\n')).toBe('sort first');
});
