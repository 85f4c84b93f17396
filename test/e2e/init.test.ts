import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { parseRepositoryFile } from '../../src/repository/parse.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

const source = 'export function rank(list) {\n  return [...list].sort((a, b) => a - b);\n}\n';
const texts = {
  'package.json': '{ "type": "module", "scripts": { "test": "node --test", "bench": "node bench.js" } }',
  'src/rank.js': source,
  'test/rank.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { rank } from '../src/rank.js';
test('ranks', () => assert.deepEqual(rank([2, 1]), [1, 2]));
`,
  // As tinybench prints it.
  'bench.js': `import { rank } from './src/rank.js';
const begin = process.hrtime.bigint();
for (let i = 0; i < 1000; i++) rank([3, 1, 2]);
console.table([{ 'Task name': 'rank', 'Latency med (ns)': String(process.hrtime.bigint() - begin) }]);
`,
};

let folder: string;
beforeEach(() => {
  folder = join(scratch(), 'my lib');
  mkdirSync(folder);
});

const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-C', folder, ...words], { encoding: 'utf8' });

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function commit(files: Readonly<Record<string, string>> = texts): void {
  write(files);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'start');
}

const init = (...words: string[]) => germline(folder, 'init', ...words);
const written = (path = 'germline.yaml') => parseRepositoryFile(readFileSync(join(folder, path), 'utf8'), path);

test('a repository is set up by what is found in it, and what its commands print', async () => {
  commit();
  const { code, out, err } = await init('--yes');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(
    /evolve +src\/rank\.js#rank\n.*test-first +node --test test\/rank\.test\.js\n.*test +node --test\n +passes in /s,
  );
  expect(out).toMatch(/measure +node bench\.js\n +[\d.]+ [nµm]s, in .*; less is better\n.*germline run \. --for 10m/s);
  expect(written()).toEqual({
    name: 'my-lib',
    goal: 'Make rank faster, with the same results.',
    evolve: ['src/rank.js#rank'],
    'test-first': 'node --test test/rank.test.js',
    test: 'node --test',
    measure: { run: 'node bench.js', format: 'tinybench' },
  });
  expect(git('status', '--porcelain')).toBe('?? germline.yaml\n');
});

test('all can be said by options, and nothing runs', async () => {
  commit();
  const options = ['--evolve', 'src/rank.js', '--test', 'false', '--measure', 'node "b c.js"', '--read', 'json:a.b'];
  const { code, out } = await init(
    ...options,
    '--direction',
    'min',
    '--name',
    'mine',
    '--goal',
    'Less.',
    '--no-try',
    '--json',
  );
  expect(code).toBe(0);
  expect(JSON.parse(out).file).toEqual(written());
  expect(written()).toEqual({
    ...{ name: 'mine', goal: 'Less.', evolve: ['src/rank.js'], test: 'false' },
    measure: { run: 'node "b c.js"', json: 'a.b', direction: 'min' },
  });
});

test('a package of a monorepo has a file of its own', async () => {
  commit(Object.fromEntries(Object.entries(texts).map(([name, text]) => [`packages/core/${name}`, text])));
  const { code, out } = await init('packages/core', '--yes');
  expect(code).toBe(0);
  expect(out).toContain('germline run packages/core --for 10m');
  expect(written('packages/core/germline.yaml')).toMatchObject({ name: 'core', evolve: ['src/rank.js#rank'] });
});

test('line ends of Windows are no hindrance', async () => {
  commit({ ...texts, 'src/rank.js': source.replaceAll('\n', '\r\n') });
  expect((await init('--yes', '--no-try')).code).toBe(0);
  expect(written().evolve).toEqual(['src/rank.js#rank']);
});

test('a measure that does not work is passed over for one that does', async () => {
  commit({ ...texts, 'bench.js': 'import "./src/rank.js";\nprocess.exit(3);' });
  const { code, out } = await init('--yes', '--evolve', 'src/rank.js#rank');
  expect(code).toBe(0);
  expect(out.match(/Not used as the measure: .*/g)).toEqual([
    'Not used as the measure: node bench.js: it ended with exit code 3.',
  ]);
  expect(out).toMatch(
    /No benchmark can be used, so the time of the tests counts.*\n.*import \{ rank \} from '\.\.\/src\/rank\.js'/,
  );
  expect(written().measure).toEqual({ run: 'node --test test/rank.test.js', time: 'command' });
});

test('tests that fail on the code as it is are shown, and those that are none', async () => {
  commit({ ...texts, 'src/rank.js': source.replace('a - b', 'b - a') });
  const failing = await init('--yes');
  expect(failing.code).toBe(1);
  expect(failing.out).toMatch(
    /It does not work yet .*: node --test: it ended with exit code 1\.\n.* \| .*AssertionError/s,
  );
  const none = await init('--yes', '--force', '--test', 'node --test nothing');
  expect(none.out).toMatch(/: (it runs no test|it ended with exit code 1)\./);
});

test.each<[string, () => void, readonly string[], string]>([
  ['no repository', () => write(texts), ['--yes'], 'is in no git repository'],
  ['no commit yet', () => void git('init', '--quiet'), ['--yes'], 'has no commit yet'],
  ['a germline.yaml that is there', () => commit({ ...texts, 'germline.yaml': 'a' }), ['--yes'], 'is there already'],
  [
    'no terminal',
    commit,
    [],
    'pass --evolve, --test, --measure, or --yes to take what is found. Functions to evolve: src/rank.js#rank.',
  ],
  ['a file that is not there', commit, ['--yes', '--evolve', 'src/rnk.js'], 'did you mean src/rank.js?'],
  [
    'a file that is not committed',
    () => {
      commit();
      write({ 'b.js': source });
    },
    ['--yes', '--evolve', 'b.js'],
    'commit it first',
  ],
  [
    'a function that is not there',
    commit,
    ['--yes', '--evolve', 'src/rank.js#sort'],
    'sort is not there; these are: rank.',
  ],
  ['nothing to evolve', () => commit({ 'a.txt': 'a' }), ['--yes'], 'Pass what may change, such as --evolve'],
  ['no tests', () => commit({ 'a.js': source }), ['--yes', '--evolve', 'a.js'], 'No tests are found here'],
  ['a reading without a command', commit, ['--yes', '--read', 'last'], 'pass --measure too'],
  ['a reading that is none', commit, ['--yes', '--measure', 'a', '--read', 'lst'], '--read lst: expected one of'],
])('%s is refused with what to do', async (_, prepare, options, message) => {
  prepare();
  const before = existsSync(join(folder, 'germline.yaml'));
  const { code, err } = await init(...options);
  expect(err).toContain(message);
  expect([code, existsSync(join(folder, 'germline.yaml'))]).toEqual([2, before]);
});

test('the copy that commands are tried in is gone afterwards', async () => {
  commit();
  process.env.TMPDIR = scratch();
  try {
    expect((await init('--yes')).code).toBe(0);
    expect(readdirSync(process.env.TMPDIR)).toEqual([]);
  } finally {
    delete process.env.TMPDIR;
  }
});
