import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { listProblems, loadProblem } from '../../src/load-problem.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { startOf, until } from './germline.ts';

const repository = resolve(import.meta.dirname, '../..');
const fixtures = join(import.meta.dirname, '../fixtures/library');
const settings = {
  compilerOptions: {
    ...{ target: 'esnext', module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true, types: [] },
    ...{ noPropertyAccessFromIndexSignature: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
  },
  include: ['*.ts'],
};

/** A project that has installed the packed package from a file. */
const project = join(scratch(), 'project');
const run = promisify(execFile);

beforeAll(async () => {
  const packed = scratch();
  await run('npm', ['pack', '--silent', '--ignore-scripts=false', '--pack-destination', packed], { cwd: repository });
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(settings));
  cpSync(fixtures, project, { recursive: true });
  writeProblem(project);
  const [file] = readdirSync(packed) as [string];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  await run('npm', ['install', ...quiet, join(packed, file)], { cwd: project });
}, 600_000);

/** Runs a file of the project's. */
const node = async (...args: string[]) => (await run(process.execPath, args, { cwd: project })).stdout;
const bin = 'node_modules/.bin/germline';
const germline = (...args: string[]) => node(bin, ...args);

test('the package has types that refuse what is wrong, under settings stricter than its own', () => {
  const compiler = join(repository, 'node_modules/.bin/tsc');
  expect(spawnSync(compiler, { cwd: project, encoding: 'utf8' })).toMatchObject({ stdout: '', status: 0 });
});

test('every problem of the package has the fingerprint that it has in a checkout', async () => {
  const list = `import { listProblems, loadProblem } from './node_modules/germline/dist/src/load-problem.js';
    const loaded = (await listProblems()).map(async (name) => [name, (await loadProblem(name)).fingerprint]);
    console.log(JSON.stringify(await Promise.all(loaded)));`;
  const loaded = (await listProblems()).map(async (name) => [name, (await loadProblem(name)).fingerprint]);
  expect(loaded.length).toBeGreaterThan(20);
  expect(JSON.parse(await node('--input-type=module', '--eval', list))).toEqual(await Promise.all(loaded));
});

test('a record that was made in a checkout is replayed and resumed in a package', async () => {
  expect(JSON.parse(await germline('replay', 'sample', '--json'))).toMatchObject({ same: true });
});

test('an import loads nothing but the names that it offers', async () => {
  const list = `import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
    await import('germline');
    console.log(JSON.stringify(urls));`;
  const urls: string[] = JSON.parse(await node('--input-type=module', '--eval', list));
  expect(urls.some((url) => url.endsWith('/dist/src/index.js'))).toBe(true);
  for (const url of urls) expect(url).toMatch(/^node:|\/germline\/dist\/src\/(index|api\/[\w-]+)\.js$/);
});

test('a program that asks, evaluates and tells makes a population like any other', async () => {
  const { path, told, seen, isUsageError, best } = JSON.parse(await node('main.ts'));
  expect(path).toBe(join(project, 'populations/mine.git'));
  expect(told.map(({ attempt }: { attempt: number }) => attempt)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  for (const [round, { outcome }] of told.entries())
    if (outcome.status === 'scored') expect(seen[round]).toBe(`${outcome.score}`);
  expect([told[7].outcome.reason, told[8].outcome.reason, isUsageError]).toEqual(['syntax', 'threw', true]);
  expect(best.score).toBeGreaterThan(-90.25);

  expect(JSON.parse(await germline('replay', 'mine', '--json'))).toMatchObject({ same: true, attempts: 21 });
  const log = JSON.parse(await germline('log', 'mine', '-n', '99', '--json'));
  expect(log).toHaveLength(21);
  expect(log[0]).toMatchObject({ cause: 'external', proposal: { proposer: 'my-solver', summary: 'round 19' } });
  const winner = JSON.parse(await germline('best', 'mine', '--json'));
  expect(winner).toMatchObject({ attempt: best.number, score: best.score });
  expect(JSON.parse(await germline('audit', 'mine', '--json'))).toMatchObject([
    { candidate: best.number, audited: { status: 'confirmed' } },
  ]);
  const { facts } = JSON.parse(await germline('report', 'mine', '--json'));
  expect(facts).toMatchObject({ attempts: 20, initials: 1, origin: 0, winner: { attempt: best.number } });
  expect(facts.proposers).toMatchObject([{ proposer: 'my-solver', tries: 20 }]);
  expect(readFileSync(join(project, 'mine-report/report.html'), 'utf8')).toContain('my-solver');

  const page = startOf(bin, project, 'ui', 'mine', '--json');
  try {
    await until(() => page.printed().includes('}'));
    const { url } = JSON.parse(page.printed());
    const headers = { authorization: `Bearer ${new URL(url).searchParams.get('token')}` };
    const answer = await fetch(new URL('/runs/0/attempts/20', url), { headers });
    const detail = (await answer.json()) as { attempt: unknown };
    expect(detail.attempt).toMatchObject({ number: 20, cause: 'external', proposal: { proposer: 'my-solver' } });
  } finally {
    page.child.kill('SIGTERM');
    expect(await page.finished).toMatchObject({ code: 0 });
  }
});

test('a search that a program starts ends with its budget, and goes on with another one', async () => {
  const search = (attempts: number) => `import { runSearch } from 'germline';
    const options = { population: 'searched', seed: 2, budget: { attempts: ${attempts} }, settings: { deterministic: true } };
    console.log(JSON.stringify(await runSearch('./near-hundred', options)));`;
  const first = JSON.parse(await node('--input-type=module', '--eval', search(30)));
  expect(first).toMatchObject({ ending: 'attempts', population: join(project, 'populations/searched.git') });
  const second = JSON.parse(await node('--input-type=module', '--eval', search(60)));
  expect(second.best.score).toBeGreaterThanOrEqual(first.best.score);
  expect(JSON.parse(await germline('replay', 'searched', '--json')).attempts).toBeGreaterThan(60);
});

/** Complaints of the compiler about a folder. */
function complaintsOf(folder: string): string {
  const words = [join(repository, 'node_modules/typescript/bin/tsc'), '-p', folder];
  return String(spawnSync(process.execPath, words).stdout);
}

test('editors find the types from a problem anywhere on the disk, made by a checkout or by a package', async () => {
  for (const command of [join(repository, 'src/cli/germline.js'), join(project, bin)]) {
    const folder = scratch();
    await run(process.execPath, [command, 'new', 'mine', '--template', 'construction'], { cwd: folder });
    expect(complaintsOf(join(folder, 'mine'))).toBe('');
    writeFileSync(
      join(folder, 'mine/wrong.ts'),
      "import { defineProblem } from 'germline';\ndefineProblem({ name: 1 });\n",
    );
    expect(complaintsOf(join(folder, 'mine'))).toMatch(/wrong\.ts\(2,17\)/);
  }
});
