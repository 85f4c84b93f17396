import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { commitAll } from '../fixtures/commit-all.ts';
import { description, makeRepository, whyNoRepositories, withBody } from '../fixtures/repository.ts';
import { brief, evaluateIn, surveyedAt } from '../fixtures/repository-evaluate.ts';
import { scratch } from '../scratch.ts';

const missing = whyNoRepositories();
if (missing) console.warn(`NOT TESTED: workspaces, submodules and large files. ${missing}`);

const fast = withBody('  return ((n - 1) * n * (2 * n - 1)) / 6;');
const wrong = withBody('  return 14;');

/** A workspace of npm: the tests of its package import it as other packages do, by a link in node_modules at the top. */
function makeWorkspace(): string {
  const inside = description
    .replace('src/sum.js', 'sum.js')
    .replace('test: node --test', 'test: node --test check.test.js')
    .replace('node bench.js', 'node ../../bench.js');
  const root = makeRepository({
    'package.json': '{ "name": "all", "type": "module", "workspaces": ["packages/*"] }',
    'packages/sums/package.json': '{ "name": "@all/sums", "type": "module", "exports": "./sum.js" }',
    'packages/sums/sum.js': withBody(
      '  let total = 0;\n  for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) total += i;\n  return total;',
    ).replaceAll(/^.*EVOLVE-BLOCK.*\n/gm, ''),
    'packages/sums/check.test.js': `import test from 'node:test';
import assert from 'node:assert/strict';
import { sumSquares } from '@all/sums';
import { one } from 'one';
test('a larger sum', () => assert.equal(sumSquares(10), 285 * one));
`,
    'packages/sums/germline.yaml': inside,
    'bench.js': `import { sumSquares } from '@all/sums';
const begin = process.hrtime.bigint();
for (let i = 0; i < 20; i++) sumSquares(600 + i);
console.log(Number(process.hrtime.bigint() - begin) / 1e6);
`,
  });
  mkdirSync(join(root, 'node_modules/@all'));
  symlinkSync('../../packages/sums', join(root, 'node_modules/@all/sums'));
  return join(root, 'packages/sums');
}

describe.skipIf(missing)('a package of a workspace', () => {
  test.each(['auto', 'none'] as const)(
    'is the candidate for those that import it by name (sandbox: %s)',
    async (sandbox) => {
      const [quick, other] = await evaluateIn(makeWorkspace(), [{ 'sum.js': fast }, { 'sum.js': wrong }], { sandbox });
      expect(quick?.status === 'scored' && quick.score).toBeGreaterThan(1.5);
      expect(brief(other)).toMatch(/^test: wrong[\s\S]*285/);
    },
  );
});

/** Runs git, which takes submodules from folders, too. */
const git = (root: string, ...words: readonly string[]) =>
  execFileSync('git', ['-C', root, '-c', 'protocol.file.allow=always', ...words], { stdio: 'pipe' });

describe.skipIf(missing)('a repository with a submodule', () => {
  /** The function's tests need a number of the submodule's. */
  function makeOuter(): string {
    const inner = join(scratch(), 'inner');
    mkdirSync(inner);
    writeFileSync(join(inner, 'one.js'), 'export const one = 1;\n');
    commitAll(inner);
    const outer = makeRepository();
    git(outer, 'submodule', 'add', '-q', inner, 'libraries/inner');
    writeFileSync(
      join(outer, 'test/inner.test.js'),
      "import test from 'node:test';\nimport { one } from '../libraries/inner/one.js';\nimport { sumSquares } from '../src/sum.js';\ntest('inner', () => { if (sumSquares(2) !== one) throw new Error('no'); });\n",
    );
    commitAll(outer);
    return outer;
  }

  test('has it in the copy', async () => {
    const [quick] = await evaluateIn(makeOuter(), [{ 'src/sum.js': fast }]);
    expect(brief(quick)).toMatch(/^score/);
  });

  test('that is not there says how to get it', async () => {
    const clone = join(scratch(), 'clone');
    git('.', 'clone', '-q', makeOuter(), clone);
    const survey = surveyedAt(clone);
    await expect(survey).rejects.toThrow(UsageError);
    await expect(survey).rejects.toThrow(/submodule libraries\/inner is not there: run "git submodule update --init"/);
  });

  test('cannot have its files changed from outside, and says where to begin', async () => {
    const outer = makeOuter();
    writeFileSync(join(outer, 'germline.yaml'), description.replace('src/sum.js#sumSquares', 'libraries/inner/one.js'));
    await expect(loadProblem(outer)).rejects.toThrow(/libraries\/inner\/one\.js/);
  });
});

test('a pointer of Git LFS says how to get the file', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;
  const root = makeRepository({ 'data.bin': pointer });
  writeFileSync(join(root, '.gitattributes'), '*.bin filter=lfs -text\n');
  commitAll(root);
  await expect(surveyedAt(root)).rejects.toThrow(/data\.bin is kept by Git LFS[\s\S]*git lfs pull/);
});

test.skipIf(missing)('a tool that keeps a cache among the dependencies says what to do', async () => {
  const writing = "import { writeFileSync } from 'node:fs';\nwriteFileSync('node_modules/one/cache', 'x');\n";
  const root = makeRepository({ 'test/cache.test.js': writing });
  await expect(surveyedAt(root)).rejects.toThrow(/EROFS[\s\S]*Dependencies are read-only here/);
});

describe.skipIf(missing)('dependencies', () => {
  const withFile = `${description}dependencies: [node_modules, local/limits.json]\n`;

  test.each(['auto', 'none'] as const)('can be files (sandbox: %s)', async (sandbox) => {
    const reads = "import { readFileSync } from 'node:fs';\nJSON.parse(readFileSync('local/limits.json', 'utf8'));\n";
    const root = makeRepository({ 'test/limits.test.js': reads, '.gitignore': 'node_modules\nlocal\n' }, withFile);
    mkdirSync(join(root, 'local'));
    writeFileSync(join(root, 'local/limits.json'), '{}');
    const [quick] = await evaluateIn(root, [{ 'src/sum.js': fast }], { sandbox });
    expect(brief(quick)).toMatch(/^score/);
  });

  test.each(['auto', 'none'] as const)('that are not there are named (sandbox: %s)', async (sandbox) => {
    const survey = surveyedAt(makeRepository({}, withFile), sandbox);
    await expect(survey).rejects.toThrow(UsageError);
    await expect(survey).rejects.toThrow(/dependencies: there is no local\/limits\.json in .*install it first/);
  });
});
