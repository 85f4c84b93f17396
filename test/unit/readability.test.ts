import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flesch } from 'flesch';
import { syllable } from 'syllable';
import { expect, test } from 'vitest';

/** The README is short, and it and the guides are plain English: `npx vitest run test/unit/readability`. */

const root = join(import.meta.dirname, '../..');
const research = ['docs/search.md', 'docs/repositories-tried.md'];
const guides = globSync('docs/*.md', { cwd: root }).filter((file) => !research.includes(file));

/** Sentences for people: no code, tables, headings or addresses. A line of a list is a sentence. */
function sentencesOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8')
    .replaceAll(/^```.*?^```/gms, '\n\n')
    .replaceAll(/^(?:\||#|!\[).*$/gm, '\n\n')
    .replaceAll(/^(?:- |\d+\. )/gm, '\n\n')
    .replaceAll(/\]\([^)]*\)/g, '')
    .replaceAll(/`[^`]*`/g, 'this')
    .replaceAll(/[*[\]]/g, '');
  return text
    .split(/\n{2,}|(?<=[.!?])\s+/)
    .map((one) => one.trim())
    .filter((one) => /[a-z]/i.test(one));
}

const wordsOf = (sentence: string) => sentence.match(/[A-Za-z][\w'’-]*/g) ?? [];

test.each(['README.md', ...guides])('%s is easy to read', (file) => {
  const sentences = sentencesOf(file);
  const words = sentences.flatMap(wordsOf);
  const syllables = words.reduce((sum, word) => sum + syllable(word), 0);
  // Flesch's reading ease: above 60 is plain English.
  expect(flesch({ sentence: sentences.length, word: words.length, syllable: syllables })).toBeGreaterThan(60);
});

test('the README has at most 150 lines and 900 words', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
  expect(sentencesOf('README.md').flatMap(wordsOf).length).toBeLessThanOrEqual(900);
});
