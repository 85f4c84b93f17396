import { expect, test } from 'vitest';
import { languageOf } from '../../src/language/index.ts';
import { readProgram, withFiles } from '../../src/language/program.ts';
import { sourceFile, sourcesOf } from '../../src/language/source.ts';

const parent = readProgram({ 'a.py': 'x = 1\n', 'b.py': 'y = 2\n' });
const files = () => ({ ...parent.files, 'b.py': 'y = 3\n' });

test('a file that is made again with the same text is parsed once', () => {
  const [first, again] = [withFiles(parent, files()), withFiles(readProgram(parent.files), files())];
  expect(sourcesOf(again)).toEqual(sourcesOf(first));
  const { tree } = languageOf('b.py');
  expect(tree!(sourcesOf(again)[1]!)).toBe(tree!(sourcesOf(first)[1]!));
});

test('files of the same text differ by their names', () => {
  expect(sourceFile('a.py', 'x = 1\n')).not.toBe(sourceFile('a.ts', 'x = 1\n'));
});

test('few files are kept: an old one is made again', () => {
  const first = sourceFile('a.py', 'old = 1\n');
  for (let number = 0; number < 100; number++) sourceFile('a.py', `new = ${number}\n`);
  expect(sourceFile('a.py', 'old = 1\n')).not.toBe(first);
});
