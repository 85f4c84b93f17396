import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProgram } from '../../src/language/program.ts';
import { buildPrompt } from '../../src/proposers/prompted/prompt/build.ts';
import { asksWith, readContext, readTemplates } from '../../src/proposers/prompted/prompt/user-texts.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';
import { scratch } from '../scratch.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(scratch(), 'texts');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('a file replaces the variations of the ask with its name, and of no other', () => {
  const templates = readTemplates(folderWith({ 'improve.md': 'One.\n---\nTwo\nlines.\n', README: 'no text' }));
  expect(templates).toEqual({ improve: ['One.', 'Two\nlines.'] });
  const [improve, ...others] = asksWith(templates);
  expect(improve).toMatchObject({ name: 'improve', variations: ['One.', 'Two\nlines.'] });
  expect(others).toEqual(asksWith({}).slice(1));
  expect(others.find(({ name }) => name === 'combine')?.needs).toBe('mate');
});

test.each([
  ['named after no ask', { 'improv.md': 'x' }, 'does not have the name of an ask: improve,'],
  ['empty', { 'improve.txt': ' \n---\n' }, 'is empty'],
])('a file that is %s is refused', (_, files, message) => {
  expect(() => readTemplates(folderWith(files))).toThrow(message);
});

test('missing files are named', () => {
  expect(() => readContext([join(scratch(), 'nothing.md')])).toThrow(/nothing\.md: there is no such file/);
  expect(() => readTemplates(join(scratch(), 'nowhere'))).toThrow(/nowhere: there is no such file/);
});

test('context is in the stable part, in a fence that it cannot close; the last file is left out first', () => {
  const parent = aCandidate(1, readProgram({ 'main.ts': 'export const a = 1;\n' }));
  const inspirations = [aCandidate(2, readProgram({ 'main.ts': 'export const a = [2];\n' }))];
  const context = [
    { name: 'a.md', text: 'first ```\nfence' },
    { name: 'b.md', text: 'second '.repeat(200) },
  ];
  const usual = { statement: 'Raise a.', direction: 'max', context } as const;
  const request = { ...usual, parent, inspirations, random: randomStream(1) };
  const [ask] = asksWith({});
  if (!ask) throw new Error('there is no ask');
  const plan = { ask, variation: 'Go.', format: 'block' as const };
  const all = buildPrompt(request, { ...plan, maxTokens: 1e6 });
  expect(all.user).toContain('# From the file a.md\n\n````\nfirst ```\nfence\n````');
  const at = (text: string) => all.user.indexOf(text);
  expect([at('Raise a.'), at('a.md'), at('b.md'), at('# Other programs')]).toEqual(
    [at('Raise a.'), at('a.md'), at('b.md'), at('# Other programs')].sort((a, b) => a - b),
  );
  expect(buildPrompt(request, { ...plan, maxTokens: all.tokens - 100 }).dropped).toEqual(['context b.md']);
});
