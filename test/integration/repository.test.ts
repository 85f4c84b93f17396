import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { runSearch } from '../../src/compose/open-run.ts';
import { replayRun } from '../../src/compose/replay-run.ts';
import { sameProblem } from '../../src/compose/same-problem.ts';
import { audit } from '../../src/evaluation/audit.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem, sourceOf } from '../../src/load-problem.ts';
import { openReader } from '../../src/record/git-reader.ts';
import { commitAll } from '../fixtures/commit-all.ts';
import { bench, description, makeRepository, slow, whyNoRepositories, withBody } from '../fixtures/repository.ts';
import { brief, evaluateIn, surveyedAt } from '../fixtures/repository-evaluate.ts';
import { scratch } from '../scratch.ts';

const missing = whyNoRepositories();
if (missing) console.warn(`NOT TESTED: commands in a repository. ${missing}`);

/** Evaluates some texts of src/sum.js. */
const evaluate = (root: string, texts: readonly string[], options = {}) =>
  evaluateIn(
    root,
    texts.map((text) => ({ 'src/sum.js': text })),
    options,
  );

/** Stages by their names. */
const names = (...all: readonly string[]) => all.map((name) => ({ name }));

const fast = withBody('  return ((n - 1) * n * (2 * n - 1)) / 6;');

describe.skipIf(missing)('a repository of the user’s', () => {
  test('the unchanged code scores 1, a faster function more, a wrong one fails in its tests', async () => {
    const root = makeRepository();
    const unchanged = (await loadProblem(root)).initial.files['src/sum.js']!;
    const [initial, quick, wrong] = await evaluate(root, [unchanged, fast, withBody('  return 14;')]);
    expect(brief(initial)).toBe('score 1');
    expect(quick).toMatchObject({ status: 'scored' });
    expect(quick?.status === 'scored' && quick.score).toBeGreaterThan(1.5);
    expect(brief(wrong)).toMatch(/^test: wrong: node --test fails: exit code 1\n[\s\S]*a larger sum[\s\S]*285/);
    expect(execFileSync('git', ['-C', root, 'status', '--short'], { encoding: 'utf8' })).toBe('');
  });

  test('without a sandbox, copies take the place of layers', async () => {
    const root = makeRepository();
    const [quick, wrong] = await evaluate(root, [fast, withBody('  return 14;')], { sandbox: 'none' });
    expect(quick).toMatchObject({ status: 'scored' });
    expect(brief(wrong)).toMatch(/^test: wrong/);
    expect(execFileSync('git', ['-C', root, 'status', '--short'], { encoding: 'utf8' })).toBe('');
  });

  test('checks build once what tests and measures use, and prepare what all use', async () => {
    const yaml = `${description}prepare: [node build.js prepared]\nchecks: [node build.js checked]\n`;
    const root = makeRepository(
      {
        'build.js': 'import { appendFileSync } from "node:fs";\nappendFileSync(process.argv[2], "x");\n',
        '.gitignore': 'node_modules\nprepared\nchecked\n',
        'test/built.test.js': `import test from 'node:test';
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
test('built', () => {
  assert.equal(readFileSync('prepared', 'utf8'), 'x');
  assert.equal(readFileSync('checked', 'utf8'), 'x');
  appendFileSync('checked', 'seen by nobody');
});
`,
        'bench.js': `import { readFileSync } from 'node:fs';\nif (readFileSync('checked', 'utf8') !== 'x') throw new Error('checked');\n${bench}`,
      },
      yaml,
    );
    const [quick] = await evaluate(root, [fast]);
    expect(brief(quick)).toMatch(/^score/);
  });

  test('the time of a command is taken outside', async () => {
    const yaml = description.replace('  number: last\n  direction: min\n', '  time: command\n');
    const heavy = bench.replace('600', '6000');
    const root = makeRepository({ 'bench.js': heavy }, yaml);
    const [quick] = await evaluate(root, [fast]);
    expect(quick?.status === 'scored' && quick.score).toBeGreaterThan(1.2);
  });

  test('only what gains in the short form is measured in full', async () => {
    const yaml = `${description}  proxy: node bench.js\n`.replace('run: node bench.js', 'run: echo 7');
    const root = makeRepository({}, yaml);
    const unchanged = (await loadProblem(root)).initial.files['src/sum.js']!;
    const slower = unchanged.replace('let total', 'for (let i = 0; i < 1e8; i++);\n  let total');
    const [initial, quick, late] = await evaluate(root, [unchanged, fast, slower]);
    expect(initial).toMatchObject({ status: 'scored', score: 1, stages: names('test', 'proxy', 'measure') });
    expect(quick).toMatchObject({ status: 'scored', score: 1, stages: names('test', 'proxy', 'measure') });
    expect(late).toMatchObject({ status: 'failed', reason: 'missed-threshold', stages: names('test') });
    expect(brief(late)).toMatch(/^proxy: missed-threshold: the score of stage proxy is 0\.\d+, worse than/);
  });

  test('where a time is measured, other results than those of the unchanged code are wrong', async () => {
    const yaml = description
      .replace('node bench.js', 'node bench.js {seed}')
      .replace('  number: last\n  direction: min\n', '  time: command\n  least-gain: 1000\n'); // on a busy machine, too
    const printing = `import { sumSquares } from './src/sum.js';
let sum = 0;
for (let i = 0; i < 100; i++) sum += sumSquares(1000 + Number(process.argv[2]) % 1000 + (i % 3));
console.log('results');
console.log(sum);
`;
    const root = makeRepository({ 'bench.js': printing }, yaml);
    const special = withBody('  return n === 4 ? 14 : n === 10 ? 285 : 0;');
    const [quick, other] = await evaluate(root, [fast, special], { brief: false });
    expect(brief(quick)).toMatch(/^score/);
    expect(brief(other)).toMatch(/^measure: wrong: node bench\.js \{seed\} prints "0" in line 2, and "\d+" with the/);
  });

  test('what is not committed is refused where candidates would need it, and named elsewhere', async () => {
    const root = makeRepository({ 'README.md': 'old' });
    writeFileSync(join(root, 'README.md'), 'new');
    mkdirSync(join(root, 'populations/sums-1.git'), { recursive: true });
    writeFileSync(join(root, 'populations/sums-1.git/HEAD'), '');
    const { notes } = await surveyedAt(root);
    expect(notes.join('\n')).toMatch(/without what is not committed: README\.md\./);
    writeFileSync(join(root, 'src/sum.js'), `${slow}\n// later`);
    await expect(loadProblem(root)).rejects.toThrow(/src\/sum\.js: not committed[\s\S]*"git commit" or "git stash"/);
  });

  test('a test that fails with the unchanged code is shown before the search', async () => {
    const failing = makeRepository({
      'test/broken.test.js': "import test from 'node:test';\ntest('broken', () => { throw new Error('no way'); });\n",
    });
    await expect(surveyedAt(failing)).rejects.toThrow(
      /The unchanged code does not pass[\s\S]*node --test[\s\S]*no way/,
    );
  });

  test('a measure whose noise hides any gain ends a search before it begins, unless a person wants large gains only', async () => {
    const noisy = description.replace('node bench.js', 'node noise.js');
    const noise = { 'noise.js': 'console.log(10 ** (6 * Math.random()));\n' };
    const survey = (yaml: string) => surveyedAt(makeRepository(noise, yaml), 'auto', false);
    const error = survey(noisy);
    await expect(error).rejects.toThrow(UsageError);
    await expect(error).rejects.toThrow(
      /node noise\.js differ so much here that 15 pairs find only gains from [\d,.]+ %, and one of 30 % must show/,
    );
    const { notes } = await survey(`${noisy}  least-gain: 1e300\n`);
    expect(notes.join('\n')).toMatch(/15 pairs find gains from [\d,.]+ %\./);
  });

  test('a run records what it found, and resumes and replays from its commit when the repository has moved on', async () => {
    const root = makeRepository({}, `${description}  least-gain: 1000\n`);
    const population = join(scratch(), 'population');
    const options = { population, seed: 1, workers: 1, budget: { attempts: 2 } };
    const { best, population: found } = await runSearch(root, options);
    expect(best.score).toBeGreaterThanOrEqual(1);
    const before = await loadProblem(root);
    writeFileSync(join(root, 'src/sum.js'), slow.replace('total = 0', 'total = +0'));
    commitAll(root);
    const after = await loadProblem(sourceOf(before, root));
    expect(after.fingerprint).toBe(before.fingerprint);
    expect((await loadProblem(root)).fingerprint).not.toBe(before.fingerprint);
    expect(after.initial.files).toEqual(before.initial.files);
    expect(readFileSync(join(root, 'src/sum.js'), 'utf8')).toContain('+0');

    await using reader = await openReader(found);
    expect(reader.facts.commands).toMatchObject({ test: { tests: 2 }, measure: {} });
    expect(reader.facts.repository).toMatchObject({
      ...{ root, folder: '', evolve: ['src/sum.js#sumSquares'] },
      sees: { clock: 'real', randomness: 'real', fixed: { TZ: 'UTC', PYTHONHASHSEED: '0' } },
    });
    const { evaluator } = (await sameProblem(reader.facts)).problem;
    expect(evaluator.stages[0]).toMatchObject({ name: 'test', repository: { tests: 2 } });
    expect(evaluator.stages[0]?.limits).toMatchObject({ milliseconds: reader.facts.commands?.test?.milliseconds });
    expect(await replayRun(found, join(scratch(), 'replayed'))).toMatchObject({ same: true });
  });

  test('an audit measures longer, and runs what is held back', async () => {
    const yaml = `${description}held-back: { test: node spec/hidden.js, files: [spec/, data/real.json] }\n`;
    const hidden = `import { readFileSync } from 'node:fs';\nimport { sumSquares } from '../src/sum.js';
if (JSON.parse(readFileSync('data/real.json', 'utf8')) !== 1) throw new Error('no data');\nif (sumSquares(77) !== 149226) throw new Error('special cases');\n`;
    const seen = `import test from 'node:test';
import { readdirSync } from 'node:fs';
test('what is held back is not there', () => { if (readdirSync('.').includes('spec') || readdirSync('data').length > 1) throw new Error('seen'); });\n`;
    const files = {
      'spec/hidden.js': hidden,
      'data/real.json': '1',
      'data/other.json': '2',
      'test/seen.test.js': seen,
    };
    const root = makeRepository(files, yaml);
    const { problem } = await surveyedAt(root);
    const check = (text: string) =>
      audit({ problem, seed: 1, jail: chooseJail('auto') }, withFiles(problem.initial, { 'src/sum.js': text }), 2);
    expect(await check(fast)).toMatchObject({ status: 'confirmed' });
    const special = withBody('  return n === 4 ? 14 : n === 10 ? 285 : 0;');
    expect(await check(special)).toMatchObject({ status: 'refuted', feedback: expect.stringMatching(/special cases/) });
  });

  test('what is held back must be there, and must not be what candidates and models see', async () => {
    const load = (more: string) => loadProblem(makeRepository({ 'data/a': '1' }, `${description}held-back: ${more}\n`));
    await expect(load('{ test: "true", files: [data/b] }')).rejects.toThrow(/has no file or folder data\/b/);
    await expect(load('{ test: "true", files: [src] }')).rejects.toThrow(/src cannot be held back.*see src\/sum\.js/);
    await expect(load('{ files: [data] }')).rejects.toThrow(/held-back: expected a test or a measure/);
    expect((await load('{ test: "true", files: [data/] }')).repository?.heldBack).toEqual(['data']);
  });

  test('an error in germline.yaml, or a folder that is in no repository, says what to do', async () => {
    const bare = scratch();
    writeFileSync(join(bare, 'germline.yaml'), description);
    await expect(loadProblem(bare)).rejects.toThrow(UsageError);
    await expect(loadProblem(bare)).rejects.toThrow(/git init/);
  });
});

test('the date of a signed commit is read, also where the user’s git shows signatures with it', async () => {
  const root = makeRepository();
  const git = (words: readonly string[], input = '') =>
    execFileSync('git', ['-C', root, ...words], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
  const program = join(scratch(), 'gpg');
  writeFileSync(program, '#!/bin/sh\necho "gpg: no signature found" >&2\nexit 1\n', { mode: 0o755 });
  git(['config', 'gpg.program', program]);
  git(['config', 'log.showSignature', 'true']);
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n';
  const signed = git(['cat-file', 'commit', 'HEAD']).replace(/^committer .*\n/m, `$&${signature}`);
  git(['update-ref', 'HEAD', git(['hash-object', '-t', 'commit', '-w', '--stdin'], signed).trim()]);
  expect(git(['show', '--no-patch', '--format=%ct'])).toContain('no signature');
  const { repository } = await loadProblem(root);
  const [id, tree, date] = git(['rev-list', '-1', '--format=%H %T %ct', 'HEAD']).split('\n')[1]!.split(' ');
  expect(repository).toMatchObject({ commit: id, tree, date: Number(date) });
});
