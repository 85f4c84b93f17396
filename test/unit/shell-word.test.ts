import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/shell-word.ts';

test.each(['populations/a-1.git', 'my run', 'it\'s $HOME `x` \\ "y"', '', '*', 'é;ls'])(
  'a shell reads %j back as one word',
  (text) => {
    const script = `printf '[%s]' ${shellWord(text)}`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`[${text}]`);
  },
);

test('a word that needs no quotes has none', () => {
  expect(shellWord('./runs/a_b-1.git')).toBe('./runs/a_b-1.git');
});
