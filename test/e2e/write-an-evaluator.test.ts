import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { blocksOf, writeFiles } from '../fixtures/document.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

/** The page's own examples: files are written, commands are run, and what they print is compared. `…` stands for anything. */

const blocks = blocksOf('docs/write-an-evaluator.md');
const files = blocks.filter(({ path }) => path !== '');

/** Commands of the page, each with the lines that it prints. */
const commands = blocks
  .filter(({ language }) => language === 'console')
  .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
  .map((text) => {
    const [command, ...printed] = text.trimEnd().split('\n');
    return { command: command!, printed: printed.join('\n') };
  });

const folder = scratch();

beforeAll(() => {
  writeFiles(folder, files);
  // The second version of the first example starts from the same program.
  writeFileSync(join(folder, 'spread-told/initial.ts'), readFileSync(join(folder, 'spread/initial.ts')));
});

/** The expected output of a command, as a pattern. */
function pattern(printed: string): RegExp {
  const parts = printed.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}`);
}

test('the files of the page are sound TypeScript', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const paths = { germline: [`${root}src/api/index.ts`], 'germline/kit/*': [`${root}evaluators/kit/*.ts`] };
  const compilerOptions = { paths, typeRoots: [`${root}node_modules/@types`] };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const config = { extends: `${root}tsconfig.json`, compilerOptions, include: ['*/*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', folder], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});

test('every block is a file or a transcript, and every problem of the page is evaluated', () => {
  expect(blocks.every(({ language, path }) => ['console', 'text'].includes(language) === (path === ''))).toBe(true);
  const problems = files.map(({ path }) => path).filter((path) => /\/problem\.(ts|yaml)$/.test(path));
  expect(problems.length).toBeGreaterThanOrEqual(5);
  for (const path of problems)
    expect(commands.map(({ command }) => command).join()).toContain(`eval ./${dirname(path)}`);
});

const missing = whyNoPrograms('python3');
if (missing) console.warn(`NOT TESTED: the examples in Python. ${missing}`);
const testable = commands.filter(({ command }) => !(missing && command.includes('-python')));

test.each(testable)('$command', async ({ command, printed }) => {
  const [, name, ...args] = command.split(' ');
  expect(name).toBe('germline');
  const { code, out, err } = await germline(folder, ...args);
  expect({ code, err: code === 0 ? '' : err + out }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(pattern(printed));
});
