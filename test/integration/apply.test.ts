import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/api/errors.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { type ApplyOptions, applyCandidate } from '../../src/repository/apply/apply.ts';
import { germline } from '../e2e/germline.ts';
import { anAudit } from '../factory.ts';
import { aRepository, recordRun, type UserRepository } from '../fixtures/repository-run.ts';
import { scratch } from '../scratch.ts';

const source = `import { log } from './log.js';

export function rank(values) {
  return [...values].sort((a, b) => a - b);
}

export const name = 'similar';
`;
const faster = (text: string) => text.replace('[...values].sort((a, b) => a - b)', 'values.toSorted((a, b) => a - b)');

/** Everything of a repository that apply must leave as it is. */
const state = ({ git, top }: UserRepository) => [
  git('status', '--porcelain', '--branch'),
  git('rev-parse', 'HEAD'),
  git('ls-files', '--stage'),
  readFileSync(join(top, 'src/similar.js'), 'utf8'),
];

type Options = Partial<ApplyOptions> & { readonly candidate?: string };

/** Applies a candidate of the only population of a folder. */
async function apply(folder: string, { candidate = 'champion', ...options }: Options = {}) {
  const record = await readRecord(join(folder, 'populations/similar-1.git'));
  const defaults = { population: 'similar-1', branch: 'germline/similar-1', force: false, anyway: false, atRun: false };
  try {
    return await applyCandidate(record, record.find(candidate), { ...defaults, ...options });
  } finally {
    await record.close();
  }
}

/** What apply says when it refuses. */
async function refusal(folder: string, options: Options = {}): Promise<string> {
  const error = await apply(folder, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

async function aRun(options: Partial<Parameters<typeof recordRun>[2]> = {}, name = 'my repository') {
  const folder = scratch();
  const repository = aRepository(join(folder, name), { 'src/similar.js': source, 'README.md': '# similar\n' });
  const before = { 'src/similar.js': source };
  const winner = { evolve: ['src/similar.js#rank'], before, change: faster, ...options };
  await recordRun(join(folder, 'populations/similar-1.git'), repository, winner);
  return { folder, repository };
}

test('the winner is one commit of the user on a new branch, and nothing else changes', async () => {
  const { folder, repository } = await aRun();
  const before = state(repository);
  writeFileSync(join(repository.top, 'README.md'), 'not committed\n');
  const said = await germline(folder, 'apply', 'similar-1', '--json');
  expect(said.code, said.err).toBe(0);
  const { branch, commit, parent } = JSON.parse(said.out);
  expect(branch).toBe('germline/similar-1');
  const { git } = repository;
  expect(git('show', `${branch}:src/similar.js`)).toBe(faster(source));
  expect(git('log', '--format=%an %ae %cn', '-1', branch)).toBe('A User user@example.org A User\n');
  expect(git('rev-list', '--parents', '-1', branch).trim()).toBe(`${commit} ${parent}`);
  expect(git('diff', '--name-only', 'main', branch)).toBe('src/similar.js\n');
  const message = git('log', '--format=%B', '-1', branch);
  expect(message.split('\n')[0]).toBe('src/similar.js#rank: speedup 1.5 (1.4 to 1.6)');
  expect(message).toContain(
    'The audit #2 evaluated it again, independently of the search, and confirmed it: as claimed',
  );
  expect(message).toContain('  test: npm test\n  measure: npm run bench\n  held-back test: npm run slow\n');
  git('checkout', '--quiet', 'README.md');
  expect(state(repository)).toEqual(before);
});

test('a run without a proven gain is refused, unless a person says so', async () => {
  const refuted = anAudit({ candidate: 1, verdict: { status: 'refuted', metrics: {}, feedback: 'not again' } });
  const { folder, repository } = await aRun({ later: [refuted] });
  expect(await refusal(folder)).toContain('The audit #2 refuted attempt 1: not again');
  expect(await refusal(folder, { candidate: '0', anyway: true })).toContain('is the unchanged code');
  const unaudited = await aRun({ later: [] });
  expect(await refusal(unaudited.folder)).toContain('germline audit similar-1');
  const branches = ({ git }: UserRepository) => git('branch', '--format=%(refname:short)');
  expect(branches(repository) + branches(unaudited.repository)).toBe('main\nmain\n');
  await apply(unaudited.folder, { anyway: true });
  expect(branches(unaudited.repository)).toBe('germline/similar-1\nmain\n');
});

test('a branch that exists stays, unless it is to be replaced', async () => {
  const { folder, repository } = await aRun();
  repository.git('branch', 'germline/similar-1');
  expect(await refusal(folder)).toContain('--force');
  expect(await refusal(folder, { branch: 'faster rank' })).toContain('faster rank is no name');
  await apply(folder, { branch: 'faster/rank' });
  const { parent } = await apply(folder, { force: true });
  expect(repository.git('rev-parse', 'germline/similar-1^').trim()).toBe(parent);
  repository.git('switch', '--quiet', 'germline/similar-1');
  await expect(apply(folder, { force: true, atRun: true })).rejects.toThrow(/cannot force update the branch/);
});

test('a repository that moved on in the files is refused; elsewhere it may move on', async () => {
  const { folder, repository } = await aRun();
  const run = repository.git('rev-parse', 'HEAD').trim();
  const later = repository.commit({ 'README.md': '# better\n' });
  expect(await apply(folder)).toMatchObject({ parent: later });
  repository.commit({ 'src/similar.js': source.replace('similar', 'alike') });
  expect(await refusal(folder, { force: true })).toContain('src/similar.js changed');
  await apply(folder, { branch: 'old', atRun: true });
  expect(repository.git('rev-parse', 'old^').trim()).toBe(run);
});

test('without a branch the current one gets the commit, and nothing that is not committed is overwritten', async () => {
  const { folder, repository } = await aRun();
  const file = join(repository.top, 'src/similar.js');
  writeFileSync(file, 'mine\n');
  await expect(apply(folder, { branch: undefined })).rejects.toThrow(/would be overwritten/);
  expect(readFileSync(file, 'utf8')).toBe('mine\n');
  writeFileSync(file, source);
  const said = await germline(folder, 'apply', 'similar-1', '--here');
  expect(said.code, said.err).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(faster(source));
  expect(repository.git('status', '--porcelain', '--branch')).toBe('## main\n');
});

test('modes, line ends, and the folder of a package in a repository of several stay as they are', async () => {
  const folder = scratch();
  const text = `#!/usr/bin/env node\r\n${source.replaceAll('\n', '\r\n')}`.trimEnd();
  const path = 'packages/one two/bin.js';
  const repository = aRepository(join(folder, 'r'), { [path]: text, 'other.js': '1\n' }, [path]);
  // A model answers with line feeds, and ends the file with one.
  const change = (marked: string) => `${faster(marked).replaceAll('\r\n', '\n').replace("'similar'", "'ähnlich'")}\n`;
  const winner = { evolve: ['bin.js'], folder: 'packages/one two', before: { 'bin.js': text }, change };
  await recordRun(join(folder, 'populations/similar-1.git'), repository, winner);
  await apply(folder);
  expect(repository.git('show', `germline/similar-1:${path}`)).toBe(faster(text).replace("'similar'", "'ähnlich'"));
  expect(repository.git('ls-tree', 'germline/similar-1', '--', path)).toMatch(/^100755 /);
  expect(repository.git('diff', '--numstat', '-z', 'main', 'germline/similar-1')).toBe(`2\t2\t${path}\0`);
});

test('marks of the user stay, and those of the run go', async () => {
  const marked = source.replace(/(export function.*?\n}\n)/s, '// EVOLVE-BLOCK-START\n$1// EVOLVE-BLOCK-END\n');
  const folder = scratch();
  const repository = aRepository(join(folder, 'r'), { 'a.js': marked, 'b.js': source });
  const before = { 'a.js': marked, 'b.js': source };
  const winner = { evolve: ['a.js', 'b.js'], before, change: faster };
  await recordRun(join(folder, 'populations/similar-1.git'), repository, winner);
  await apply(folder);
  expect(repository.git('show', 'germline/similar-1:a.js')).toBe(faster(marked));
  expect(repository.git('show', 'germline/similar-1:b.js')).toBe(faster(source));
});

test('a repository that was moved is found where the user says, and one without the commit is refused', async () => {
  const { folder, repository } = await aRun();
  const other = aRepository(join(folder, 'other'), { 'a.js': '1\n' });
  const clone = join(folder, 'clone');
  repository.git('clone', '--quiet', '.', clone);
  expect(await refusal(folder, { repository: other.top })).toContain('lacks the commit');
  expect(await refusal(folder, { repository: join(folder, 'none') })).toContain('--repository');
  writeFileSync(
    join(clone, '.git/config'),
    `${readFileSync(join(clone, '.git/config'))}[user]\nname = B\nemail = b@c\n`,
  );
  expect(await apply(folder, { repository: join(clone, 'src') })).toMatchObject({ top: clone });
  expect(existsSync(join(clone, '.git/refs/heads/germline/similar-1'))).toBe(true);
});

test('the formatter of the project formats the change, unless it would change other lines', async () => {
  const folder = scratch();
  const untidy = source.replace("const name = 'similar'", "const  name = 'similar'");
  const texts = { 'a.js': source, 'b.js': untidy };
  const settings = { formatter: { indentStyle: 'space' }, javascript: { formatter: { quoteStyle: 'single' } } };
  const repository = aRepository(join(folder, 'r'), { ...texts, 'biome.json': JSON.stringify(settings) });
  mkdirSync(join(repository.top, 'node_modules'));
  symlinkSync(join(import.meta.dirname, '../../node_modules/.bin'), join(repository.top, 'node_modules/.bin'));
  const change = (text: string) => text.replace('[...values]', '(values .slice())');
  const winner = { evolve: ['a.js', 'b.js'], before: texts, change };
  await recordRun(join(folder, 'populations/similar-1.git'), repository, winner);
  const { files } = await apply(folder);
  expect(files).toMatchObject([
    { path: 'a.js', formatted: 'biome', after: source.replace('[...values]', 'values.slice()') },
    { path: 'b.js', unformatted: 'biome would change other lines too', after: change(untidy) },
  ]);
});

test('the patch of a run of a repository applies at the top of that repository', async () => {
  const { folder, repository } = await aRun();
  const before = state(repository);
  const objects = repository.git('count-objects');
  const said = await germline(folder, 'export', 'similar-1', '--patch');
  expect(said.code, said.err).toBe(0);
  expect(repository.git('count-objects')).toBe(objects);
  expect(state(repository)).toEqual(before);
  writeFileSync(join(folder, 'winner.patch'), said.out);
  repository.git('apply', '--index', join(folder, 'winner.patch'));
  expect(readFileSync(join(repository.top, 'src/similar.js'), 'utf8')).toBe(faster(source));
});

test('a pull request and the report show what a reviewer should look at', async () => {
  const change = (text: string) => faster(text).replace('  return', '  if (process.env.CI) return [];\n  return');
  const { folder } = await aRun({ change });
  const said = await germline(folder, 'export', 'similar-1', '--pull-request');
  expect(said.code, said.err).toBe(0);
  expect(said.out).toContain('# src/similar.js#rank: speedup 1.5 (1.4 to 1.6)\n');
  expect(said.out).toContain('| speedup | 1\\.5 | 1\\.4 | 1\\.6 |');
  expect(said.out).toContain('| held-back test | npm run slow |');
  expect(said.out).toMatch(/- surroundings: .* src\/similar\.js:4 if \(process\.env\.CI\) return/);
  const report = await germline(folder, 'report', 'similar-1', '--json');
  expect(report.code, report.err).toBe(0);
  const [html, markdown] = JSON.parse(report.out).paths.map((path: string) => readFileSync(join(folder, path), 'utf8'));
  for (const page of [html, markdown]) {
    expect(page).toContain('What a reviewer should look at');
    expect(page).toContain('src/similar.js:4 if (process.env.CI)');
    expect(page).toContain('germline apply similar-1');
  }
  const applied = await germline(folder, 'apply', 'similar-1');
  expect(applied.out).toContain('src/similar.js:4 if (process.env.CI)');
});

test('a run of an ordinary problem has no repository to apply to', async () => {
  const said = await germline(join(import.meta.dirname, '../..'), 'apply', 'sample', '--anyway');
  expect(said).toMatchObject({ code: 2, err: expect.stringContaining('germline export') });
});
