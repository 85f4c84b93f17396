import { expect, test } from 'vitest';
import { admit, checkInitial } from '../../src/change/gates.ts';
import { programKey, readProgram, withFiles } from '../../src/language/program.ts';

const text = `const kept = 1;
// EVOLVE-BLOCK-START
export const a = 1;
// EVOLVE-BLOCK-END
const between = 2;
// EVOLVE-BLOCK-START
export const b = 2;
// EVOLVE-BLOCK-END
`;
const files = { 'main.ts': text, 'lib.ts': 'export const fixed = 1;\n' };
const parent = readProgram(files);
const change = (from: string, to: string) => ({ ...files, 'main.ts': text.replace(from, to) });

test('a change inside a block is admitted, with its key and measures', () => {
  const admission = admit(parent, change('a = 1', 'a = (x) => (x ? 3 : 4)'));
  expect(admission).toMatchObject({ status: 'admitted', measures: { branches: 1, literals: 3, calls: 0 } });
});

test.each([
  ['nothing changed', files, 'unchanged'],
  ['only layout changed', change('a = 1', 'a  =  1.0'), 'unchanged'],
  ['text before the block changed', change('kept = 1', 'kept = 2'), 'outside-block'],
  ['text between the blocks changed', change('between = 2', 'between = 3'), 'outside-block'],
  ['a file without blocks changed', { ...files, 'lib.ts': 'export const fixed = 2;\n' }, 'outside-block'],
  ['a terminal escape in a text', change('a = 1', "a = '\u001b[2J'"), 'syntax'],
  ['half of a character', change('a = 1', "a = '\ud800'"), 'syntax'],
  ['a comment that turns the direction of writing', change('a = 1', 'a = 3 /* \u202e x */'), 'syntax'],
  ['a file was added', { ...files, 'new.ts': '' }, 'outside-block'],
  ['a file is missing', { 'main.ts': text }, 'outside-block'],
  ['a marker was removed', change('// EVOLVE-BLOCK-END\nconst between', 'const between'), 'outside-block'],
  [
    'a marker was moved',
    change('// EVOLVE-BLOCK-END\nconst between = 2;\n', 'const between = 2;\n// EVOLVE-BLOCK-END\n'),
    'outside-block',
  ],
  [
    'a block was added',
    change('const between = 2;', '// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\nconst between = 2;'),
    'outside-block',
  ],
  ['the child does not parse', change('a = 1', 'a = = 1'), 'syntax'],
] as const)('%s: refused', (_, child, reason) => {
  expect(admit(parent, child)).toMatchObject({ status: 'refused', reason });
});

test.each([
  ['equals', files],
  ['the same program as its parent, written differently', change('a = 1', 'a  =  1.0')],
  ['files were added or removed', { 'main.ts': text }],
  ['half of a character', change('a = 1', "a = '\ud800'")],
  ['outside the EVOLVE-BLOCK regions of main.ts', change('kept = 1', 'kept = 2')],
  ['the character \\u{3164}', change('a = 1', 'a = 1, \u3164 = 2')],
  ['the name p\\u{430}ck', change('a = 1', 'a = 1, p\u0430ck = 2')],
])('a model reads why its child is refused: %s', (words, child) => {
  expect(admit(parent, child)).toMatchObject({ feedback: expect.stringContaining(words) });
});

test('a child equals its parent whatever was read before', () => {
  const known = readProgram({ 'a.ts': 'export const a = 1;' });
  programKey(known);
  for (let other = 0; other < 100; other++) programKey(readProgram({ 'a.ts': `export const a = [${other}];` }));
  const child = { ...known.files };
  withFiles(readProgram({ 'a.ts': 'export const b = 2;' }), child);
  expect(admit(known, child)).toMatchObject({ feedback: 'the child equals its parent' });
});

test('a deceptive character that the parent has already is no fault of the child', () => {
  const odd = { 'a.ts': 'export const a = 1; // \u202e\n' };
  expect(admit(readProgram(odd), { 'a.ts': odd['a.ts'].replace('1', '2') })).toMatchObject({ status: 'admitted' });
});

test.each(['Δx', 'θ1', 'шаг', 'größe', '幅x', "'\\nпривет'", 'naïve'])('%s deceives nobody', (name) => {
  const child = { 'a.ts': `export const a = { [${/^'/.test(name) ? name : `'${name}'`}]: 1 };` };
  expect(admit(readProgram({ 'a.ts': 'export const a = 1;' }), child)).toMatchObject({ status: 'admitted' });
});

test('markers in strings are no markers', () => {
  const files = { 'main.ts': `const s = '// EVOLVE-BLOCK-START';\n${text}` };
  expect(() => checkInitial(readProgram(files))).not.toThrow();
  expect(
    admit(readProgram(files), { 'main.ts': files['main.ts'].replace("const s = '", "const s = 'x") }),
  ).toMatchObject({
    reason: 'outside-block',
  });
});

test('a program without markers may change everywhere', () => {
  expect(admit(readProgram({ 'a.ts': 'export const a = 1;' }), { 'a.ts': 'export const a = 2;' })).toMatchObject({
    status: 'admitted',
  });
});

test.each([
  ['export const = 1;', 'main.ts, line 1'],
  ['// EVOLVE-BLOCK-START\nexport const a = 1;\n', 'line 1: EVOLVE-BLOCK-START without an EVOLVE-BLOCK-END'],
  ['\n// EVOLVE-BLOCK-END\n', 'line 2: EVOLVE-BLOCK-END without'],
  ['// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\n', 'line 2: EVOLVE-BLOCK-START inside a block'],
])('an unusable initial program is reported with its line', (broken, message) => {
  expect(() => checkInitial(readProgram({ 'main.ts': broken }))).toThrow(message);
});
