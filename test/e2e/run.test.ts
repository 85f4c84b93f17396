import { execFileSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Attempt, childOf } from '../../src/api/attempt.ts';
import { command, germline, isThere, processesBelow, start, until } from './germline.ts';
import { newFolder } from './new-folder.ts';

const git = (folder: string, population: string, ...args: string[]) =>
  execFileSync('git', ['-C', join(folder, 'populations', `${population}.git`), ...args], { encoding: 'utf8' }).trim();

const ids = (folder: string, population: string) => git(folder, population, 'rev-list', '--all', '--topo-order');

test('a problem outside this repository is searched, and the record tells the story', async () => {
  const folder = newFolder();
  const search = ['--attempts', '150', '--seed', '3', '--deterministic']; // how far it gets must not depend on the load
  const run = await germline(folder, 'run', './near-hundred', ...search, '--json');
  expect(run.err.match(/Error|warning/i)).toBeNull();
  expect(run.code).toBe(0);
  const result = JSON.parse(run.out);
  expect(result).toMatchObject({ population: 'near-hundred-1', ending: 'attempts', initial: -90.25 });
  expect(result.attempts).toBeGreaterThanOrEqual(150); // and perhaps a last audit
  expect(result.best.score).toBeGreaterThan(-45);

  const best = JSON.parse((await germline(folder, 'best', 'near-hundred-1', '--json')).out);
  expect(best).toMatchObject({ attempt: result.best.attempt, score: result.best.score });
  expect(best.files['initial.ts']).toContain('EVOLVE-BLOCK-START');
  expect(best.commit).toBe(git(folder, 'near-hundred-1', 'rev-parse', 'champion'));

  const [summary, ...others] = JSON.parse((await germline(folder, 'runs', '--json')).out);
  const { attempt, score } = result.best;
  expect(summary).toMatchObject({ name: 'near-hundred-1', problem: 'near-hundred', initial: -90.25, running: false });
  expect(summary).toMatchObject({ best: { attempt, score }, attempts: expect.any(Number) });
  expect(summary.attempts).toBe(result.attempts);
  expect(others).toEqual([]);

  const lineage = JSON.parse((await germline(folder, 'lineage', 'near-hundred-1', '--json')).out);
  expect(lineage[0]).toMatchObject({ attempt: 0, parents: [], score: -90.25 });
  expect(lineage.at(-1)).toMatchObject({ attempt: result.best.attempt, score: result.best.score });
  for (const [index, { parents }] of lineage.slice(1).entries()) expect(parents[0]).toBe(lineage[index].attempt);

  const log = JSON.parse((await germline(folder, 'log', 'near-hundred-1', '-n', '1000', '--json')).out);
  expect(log).toHaveLength(result.attempts + 1);
  expect(result.best.audited).toBe(true);
  const audit = JSON.parse((await germline(folder, 'audit', 'near-hundred-1', '--json', '--no-record')).out);
  expect(audit).toMatchObject([{ candidate: result.best.attempt, audited: { status: 'confirmed' } }]);
  const scored = log.filter((attempt: Attempt) => childOf(attempt)?.status === 'scored');
  const listed = await germline(folder, 'log', 'near-hundred-1', '-n', '1000', '--status', 'scored', '--json');
  expect(JSON.parse(listed.out)).toHaveLength(scored.length);

  for (const args of [
    ['show', 'near-hundred-1'],
    ['diff', 'near-hundred-1'],
    ['log', 'near-hundred-1', '--graph'],
    ['best', 'near-hundred-1'],
  ])
    expect(await germline(folder, ...args)).toMatchObject({ code: 0, out: expect.stringMatching(/\w/) });

  expect((await germline(folder, 'export', 'near-hundred-1', '--to', 'winner')).code).toBe(0);
  const again = await germline(folder, 'eval', './near-hundred', '--candidate', 'winner/initial.ts', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ status: 'scored', score: result.best.score });
  expect((await germline(folder, 'export', 'near-hundred-1', '--to', 'winner')).code).toBe(2);
  const patch = await germline(folder, 'export', 'near-hundred-1', '--patch');
  expect(patch.out).toContain('+++ b/initial.ts');

  expect((await germline(folder, 'export', 'near-hundred-1', '--bundle', 'sent.bundle')).code).toBe(0);
  const received = await germline(folder, 'best', './sent.bundle', '--json');
  expect(JSON.parse(received.out)).toEqual(
    JSON.parse((await germline(folder, 'best', 'near-hundred-1', '--json')).out),
  );
  expect((await germline(folder, 'export', 'near-hundred-1', '--bundle', 'sent.bundle')).code).toBe(2);
  writeFileSync(join(folder, 'broken.bundle'), 'nothing');
  expect(await germline(folder, 'best', './broken.bundle')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no bundle'),
  });
  expect(git(folder, 'near-hundred-1', 'fsck', '--strict')).toBe('');
});

test('runs that start at once take names of their own', async () => {
  const folder = newFolder();
  const runs = await Promise.all(
    [1, 2, 3].map(() => germline(folder, 'run', './near-hundred', '--attempts', '3', '--workers', '1', '--json')),
  );
  expect(runs.map(({ code, err }) => (code === 0 ? '' : err))).toEqual(['', '', '']);
  const names = runs.map(({ out }) => JSON.parse(out).population);
  expect(names.sort()).toEqual(['near-hundred-1', 'near-hundred-2', 'near-hundred-3']);
});

test("the user's own git is left out", async () => {
  const folder = newFolder();
  const config = '[safe]\n bareRepository = explicit\n[diff]\n external = /bin/false\n[user]\n useConfigOnly = true\n';
  writeFileSync(join(folder, '.gitconfig'), config);
  const env = { ...process.env, HOME: folder, GIT_DIR: join(folder, 'no-such.git'), GIT_INDEX_FILE: 'no-such' };
  const commands = [
    ['run', './near-hundred', '--attempts', '30', '--seed', '1', '--workers', '1', '--population', 'mine'],
    ['diff', 'mine'],
    ['log', 'mine', '--graph'],
    ['show', 'mine'],
    ['replay', 'mine'],
  ];
  for (const args of commands)
    expect(execFileSync(process.execPath, [command, ...args], { cwd: folder, env, encoding: 'utf8' })).toMatch(/\w/);
});

test('on a terminal, what is printed is coloured and paged as git does it', {
  skip: process.platform !== 'linux',
}, async () => {
  const folder = newFolder();
  expect((await germline(folder, 'run', './near-hundred', '--attempts', '30', '--seed', '3')).code).toBe(0);
  // "script" gives the command a terminal of its own; of the tests' environment only what cannot change its colours
  // is handed on ("CI" alone makes Node paint nothing).
  const { PATH = '', HOME = '' } = process.env;
  const onTerminal = (args: string, environment = {}) =>
    execFileSync('script', ['-qec', `${process.execPath} ${command} ${args}`, '/dev/null'], {
      ...{ cwd: folder, encoding: 'utf8' as const, stdio: ['ignore', 'pipe', 'inherit'] as const },
      env: { PATH, HOME, TERM: 'xterm', GIT_PAGER: 'sed s/^/paged:/', ...environment },
    });
  for (const args of ['log', 'lineage', 'show', 'diff', 'log --graph']) {
    const said = onTerminal(`${args.split(' ')[0]} near-hundred-1 ${args.split(' ').slice(1).join(' ')}`);
    expect(said, args).toContain('paged:');
    expect(said, args).toContain('\x1b[3');
  }
  expect(onTerminal('lineage near-hundred-1', { NO_COLOR: '1' })).not.toContain('\x1b[');
  expect((await germline(folder, 'lineage', 'near-hundred-1')).out).not.toContain('\x1b');
});

test('check tries standard cheats on an evaluator', async () => {
  const folder = newFolder();
  const naive = new URL('../fixtures/problems/naive', import.meta.url).pathname;
  const found = await germline(folder, 'check', naive, '--json');
  expect(found.code).toBe(1);
  const statuses = new Map(
    JSON.parse(found.out).map((one: { tried: string; status: string }) => [one.tried, one.status]),
  );
  expect(statuses.get('returns a long list of ones')).toBe('passed');
  expect(statuses.get('returns null')).toBe('stumbled');
  expect(statuses.get('returns numbers larger by a hundredth')).toBe('look');
  expect(statuses.get('exports nothing')).toBe('held');
  expect((await germline(folder, 'check', './near-hundred')).code).toBe(0);
});

test('the same seed makes the same commits twice, and a replay makes them again', async () => {
  const folder = newFolder();
  const run = async (name: string, seed: number, attempts: number) => {
    const search = ['--attempts', `${attempts}`, '--seed', `${seed}`, '--deterministic'];
    const { code } = await germline(folder, 'run', './near-hundred', ...search, '--population', name);
    expect(code).toBe(0);
  };
  await run('a', 5, 120);
  await run('b', 5, 120);
  expect(ids(folder, 'b')).toBe(ids(folder, 'a'));
  const replay = JSON.parse((await germline(folder, 'replay', 'a', '--json')).out);
  expect(replay.same).toBe(true);
  expect(replay.attempts).toBeGreaterThanOrEqual(121); // and perhaps a last audit
  await run('c', 6, 20);
  expect(ids(folder, 'c')).not.toBe(ids(folder, 'a'));

  const across = await germline(folder, 'diff', 'a', '--with', 'c');
  const winner = async (name: string) => JSON.parse((await germline(folder, 'best', name, '--json')).out).files;
  const [from, to] = [await winner('a'), await winner('c')];
  const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
  for (const line of across.out.split('\n').filter((text) => /^[-+](?![-+])/.test(text)))
    expect(lines((line[0] === '-' ? from : to)['initial.ts'])).toContain(line.slice(1));
  expect(across).toMatchObject({ code: 0, out: expect.stringMatching(/^-.*\n(-.*\n)*\+/m) });
  expect(await germline(folder, 'diff', 'a', '--with', 'd')).toMatchObject({ code: 2 });
});

test('a deterministic run that is killed and resumed makes the same candidates as one that was not', async () => {
  const folder = newFolder();
  const args = ['./near-hundred', '--attempts', '600', '--seed', '8', '--deterministic', '--population'];
  expect((await germline(folder, 'run', ...args, 'whole')).code).toBe(0);
  const killed = start(folder, 'run', ...args, 'killed');
  const journal = join(folder, 'populations/killed.git/refs/heads/champion');
  await until(() => existsSync(journal));
  await new Promise((resolve) => setTimeout(resolve, 200));
  killed.child.kill('SIGKILL');
  await killed.finished;
  const kept = Number(git(folder, 'killed', 'rev-list', '--count', 'journal'));
  expect(kept).toBeLessThan(Number(git(folder, 'whole', 'rev-list', '--count', 'journal')));
  expect((await germline(folder, 'resume', 'killed')).code).toBe(0);
  expect(git(folder, 'killed', 'rev-parse', 'champion', 'journal')).toBe(
    git(folder, 'whole', 'rev-parse', 'champion', 'journal'),
  );
});

test('what tuners found with evaluations of their own is replayed from the record', async () => {
  const folder = newFolder();
  const args = ['./near-hundred', '--attempts', '60', '--seed', '2', '--proposers', 'operators,tuners'];
  expect((await germline(folder, 'run', ...args, '--population', 'searched')).code).toBe(0);
  const attempts: Attempt[] = JSON.parse((await germline(folder, 'log', 'searched', '-n', '100', '--json')).out);
  const proposals = attempts.filter((attempt) => attempt.kind === 'proposal');
  expect(proposals.some(({ proposal: { trials, replayData } }) => trials && replayData)).toBe(true);
  expect(JSON.parse((await germline(folder, 'replay', 'searched', '--json')).out)).toMatchObject({ same: true });
});

test('a run with many attempts under way is replayed exactly too, also when it was interrupted and resumed', async () => {
  const folder = newFolder();
  const run = start(folder, 'run', './near-hundred', '--seed', '9', '--population', 'free');
  await until(() => /\d+ attempts(?:,| and) /.test(run.printed()));
  run.child.kill('SIGINT');
  const stopped = await run.finished;
  expect(stopped).toMatchObject({ code: 0, out: expect.stringContaining('interrupted') });
  const before = JSON.parse((await germline(folder, 'log', 'free', '-n', '100000', '--json')).out).length;
  const resumed = await germline(folder, 'resume', 'free', '--attempts', String(before + 50), '--json');
  const { ending, attempts } = JSON.parse(resumed.out);
  expect(ending).toBe('attempts');
  expect([51, 52, 53]).toContain(attempts); // at last, perhaps the winner made simpler and audited
  expect(JSON.parse((await germline(folder, 'replay', 'free', '--json')).out)).toMatchObject({
    same: true,
    attempts: before + attempts,
  });
});

test('Ctrl-C twice stops at once and keeps what was told', async () => {
  const folder = newFolder();
  const run = start(folder, 'run', './near-hundred', '--population', 'p');
  await until(() => existsSync(join(folder, 'populations/p.git/refs/heads/champion')));
  await until(() => run.printed().includes('Ctrl-C stops it')); // the first champion is there before anybody listens
  run.child.kill('SIGINT');
  await until(() => run.printed().includes('Ctrl-C again'));
  run.child.kill('SIGINT');
  expect((await run.finished).code).toBe(0);
  expect((await germline(folder, 'resume', 'p', '--target', '-80')).code).toBe(0);
});

test('kill -9 of the engine loses nothing that was recorded, and leaves no process behind', async () => {
  const folder = newFolder();
  const path = join(folder, 'populations/p.git');
  expect((await germline(folder, 'run', './near-hundred', '--attempts', '10', '--population', 'p')).code).toBe(0);
  let recorded = 11;
  for (let round = 0; round < 4; round++) {
    const events = join(folder, `events-${round}`);
    const run = start(folder, 'resume', 'p', '--attempts', '100000', '--events', events);
    await until(() => existsSync(events) && statSync(events).size > 0);
    await new Promise((resolve) => setTimeout(resolve, 130 * round));
    const all = processesBelow(run.child.pid!);
    run.child.kill('SIGKILL');
    await run.finished;
    await until(() => !all.some(isThere));
    const log = await germline(folder, 'log', 'p', '-n', '1000000', '--json');
    const count = JSON.parse(log.out).length;
    expect(count).toBeGreaterThanOrEqual(recorded);
    recorded = count;
  }
  expect(recorded).toBeGreaterThan(11);
  expect(
    execFileSync('git', ['-C', path, 'fsck', '--no-dangling'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ).toBe('');
});

test('runs are removed by name, but not while they are written', async () => {
  const folder = newFolder();
  for (const population of ['one', 'two']) {
    const { code } = await germline(folder, 'run', './near-hundred', '--attempts', '5', '--population', population);
    expect(code).toBe(0);
  }
  const wrong = await germline(folder, 'runs', '--remove', 'one', 'tow');
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('no run tow') });
  expect(wrong.err).toContain('Did you mean two?');

  const search = start(folder, 'resume', 'two', '--attempts', '1000000');
  await until(() => search.printed().includes('Continuing'));
  const refused = await germline(folder, 'runs', '--remove', 'two');
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('two.git') });
  search.child.kill('SIGTERM');
  await search.finished;

  const removed = await germline(folder, 'runs', '--remove', 'one', 'two', '--json');
  expect(JSON.parse(removed.out)).toEqual({ removed: ['one', 'two'] });
  expect((await germline(folder, 'runs', '--json')).out.trim()).toBe('[]');
});
