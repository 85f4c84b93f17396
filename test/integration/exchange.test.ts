import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Attempt, ProposalAttempt } from '../../src/api/attempt.ts';
import { EnvironmentError } from '../../src/api/errors.ts';
import type { Files } from '../../src/api/program.ts';
import { auditRun } from '../../src/compose/audit-run.ts';
import { openRun } from '../../src/compose/open-run.ts';
import { replayRun } from '../../src/compose/replay-run.ts';
import { resumeSession } from '../../src/compose/resume.ts';
import { startSession } from '../../src/compose/start.ts';
import { syncRun } from '../../src/compose/sync.ts';
import { type Offer, Remote } from '../../src/exchange/remote.ts';
import { Traffic } from '../../src/exchange/traffic.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

const { signal } = new AbortController();
const sandbox = 'process';

/** A program of the problem. */
const numbers = (values: string): Files => ({
  'initial.ts': `// EVOLVE-BLOCK-START\nexport function values() {\n  return [${values}];\n}\n// EVOLVE-BLOCK-END\n`,
});

const git = (folder: string, words: readonly string[], input: string | Buffer = '') =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...words], {
    ...{ cwd: folder, input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 2 ** 28 },
  })
    .toString()
    .trim();

function makeHub(): string {
  const hub = join(scratch(), 'hub.git');
  mkdirSync(hub);
  git(hub, ['init', '--quiet', '--bare']);
  return hub;
}

const refsOf = (hub: string) => git(hub, ['for-each-ref', '--format=%(refname)']).split('\n').filter(Boolean);

const runOf = (population: string) =>
  git(population, ['rev-list', '--first-parent', '--max-parents=0', 'journal']).slice(0, 12);

/** A run at rest with one program that a person added. */
async function aRunWith(problem: string, files: Files, audited = true): Promise<string> {
  const population = join(scratch(), 'run.git');
  const run = await openRun(problem, { population, seed: 1, workers: 1, sandbox });
  await run.tell(await run.ask(), { program: { files }, by: 'a person' });
  await run.close();
  if (audited) await Array.fromAsync(auditRun(population, { top: 1, record: true, repetitions: undefined, sandbox }));
  return population;
}

const immigrantsIn = (attempts: readonly Attempt[]) =>
  attempts.filter(
    (attempt): attempt is ProposalAttempt => attempt.kind === 'proposal' && attempt.cause === 'immigrant',
  );

async function attemptsOf(population: string): Promise<readonly Attempt[]> {
  const record = await readRecord(population);
  await record.close();
  return record.entries.map(({ attempt }) => attempt);
}

/** Searches with an exchange until something has happened. */
async function searchUntil(
  problem: string,
  hub: string,
  settings: Readonly<Record<string, unknown>>,
  isEnough: (attempt: Attempt) => boolean,
) {
  const path = join(scratch(), 'searching.git');
  const [stop, notices]: [AbortController, string[]] = [new AbortController(), []];
  const reporter = {
    attempted: (attempt: Attempt) => isEnough(attempt) && stop.abort(),
    notice: (text: string) => void notices.push(text),
  };
  await using session = await startSession(problem, {
    ...{ path, seed: 2, workers: 1, sandbox, search: true, reporter, settings },
    exchange: { address: hub, milliseconds: 300 },
  });
  const ending = await session.evolve({ stop: stop.signal, abort: signal });
  return { path, ending, notices };
}

const isImmigrant = (attempt: Attempt) => attempt.kind === 'proposal' && attempt.cause === 'immigrant';

describe('winners that runs exchange over a git remote', () => {
  test.each([false, true])(
    'reach a search that goes on, and are not sent back (deterministic: %s)',
    async (deterministic) => {
      const [problem, hub] = [writeProblem(scratch()), makeHub()];
      const first = await aRunWith(problem, numbers('60, 40'));
      const searching = searchUntil(problem, hub, { deterministic }, isImmigrant);
      expect(await syncRun(first, { address: hub, sandbox })).toMatchObject({ isPublished: true, received: [] });
      const { path } = await searching;
      const [immigrant] = immigrantsIn(await attemptsOf(path));
      const run = runOf(first);
      const ref = refsOf(hub).find((name) => name.endsWith(`/${run}/champion`))!;
      const commit = git(hub, ['rev-parse', ref]);
      expect(immigrant).toMatchObject({
        ...{ drawn: { parent: 0, inspirations: [] }, outcome: { status: 'scored', score: expect.closeTo(0) } },
        proposal: { proposer: 'exchange', summary: `from run ${run}`, origin: { run, commit } },
      });
      const record = await readRecord(path);
      expect(await record.files(record.entry(immigrant!.number))).toEqual(numbers('60, 40'));
      await record.close();
      expect(git(path, ['log', '--format=%B', '--all', '--grep=Cause: immigrant'])).toContain(
        `Origin: ${run} ${commit}`,
      );

      const own = refsOf(hub).find((name) => name !== ref); // a find before the immigrant came
      if (own) expect(git(hub, ['show', `${own}:initial.ts`])).not.toContain('60, 40');
      rmSync(hub, { recursive: true });
      expect(await replayRun(path, join(scratch(), 'replayed'))).toMatchObject({ same: true });
      await using again = await resumeSession({ path, sandbox, reporter: {}, search: true, limits: {} });
      expect(again.run.state.population.told).toBe((await attemptsOf(path)).length);
    },
  );

  test('go from one search to another while both go on', async () => {
    const [problem, hub, path] = [writeProblem(scratch()), makeHub(), join(scratch(), 'first.git')];
    const stop = new AbortController();
    await using first = await startSession(problem, {
      ...{ path, seed: 1, workers: 1, sandbox, search: true, reporter: {}, settings: {} },
      exchange: { address: hub, milliseconds: 300 },
    });
    const searching = first.evolve({ stop: stop.signal, abort: signal });
    const task = await first.run.ask();
    await first.run.tell(task, { program: { files: numbers('60, 40') }, by: 'a person' });
    const second = await searchUntil(problem, hub, { proposers: ['swap-operator'] }, isImmigrant);
    stop.abort();
    await searching;
    const [immigrant] = immigrantsIn(await attemptsOf(second.path));
    const { run, commit } = immigrant!.proposal.origin!;
    expect(run).toBe(runOf(path));
    expect(git(path, ['cat-file', '-p', `${commit}:initial.ts`])).toContain('values()');
    expect(immigrant?.outcome).toMatchObject({ status: 'scored' });
  });

  test('are taken once, by what they say, and only with an audit', async () => {
    const [problem, hub] = [writeProblem(scratch()), makeHub()];
    const [one, same, other] = [
      await aRunWith(problem, numbers('60, 40')),
      await aRunWith(problem, { 'initial.ts': `${numbers('60.0, 40')['initial.ts']}`.replace('return', ' return') }),
      await aRunWith(problem, numbers('50, 49'), false),
    ];
    const sync = (population: string) => syncRun(population, { address: hub, sandbox });
    expect(await sync(one)).toMatchObject({ isPublished: true, others: 0 });
    expect(await sync(same)).toMatchObject({ isPublished: true, others: 1, received: [] });
    expect(await sync(other)).toMatchObject({
      isPublished: false,
      unaudited: 1,
      others: 2,
      received: [{ score: expect.closeTo(0) }],
    });
    expect(await sync(other)).toMatchObject({ received: [], others: 2 });
    expect(await sync(one)).toMatchObject({ received: [] });
    expect(immigrantsIn(await attemptsOf(other))).toHaveLength(1);
  });

  test('of another problem are not looked at', async () => {
    const [problem, hub] = [writeProblem(scratch()), makeHub()];
    await syncRun(await aRunWith(problem, numbers('60, 40')), { address: hub, sandbox });
    const changed = writeProblem(scratch(), { score: '([values]) => ({ score: values[0] })' });
    const other = await aRunWith(changed, numbers('7'));
    expect(await syncRun(other, { address: hub, sandbox })).toMatchObject({ others: 0, received: [] });
  });

  test('are lost on a remote that is not there, which a search says once', async () => {
    const [problem, gone] = [writeProblem(scratch()), join(scratch(), 'gone.git')];
    const { ending, notices } = await searchUntil(problem, gone, { milliseconds: 1500 }, () => false);
    expect(ending).toBe('time');
    const about = notices.filter((text) => text.includes(gone));
    expect(about).toEqual([
      expect.stringMatching(/^No exchange: .*gone\.git cannot be used: .* The search goes on, and tries again\.$/),
      expect.stringMatching(/^The winner is not published: .*gone\.git cannot be used: /),
    ]);
    const sync = syncRun(await aRunWith(problem, numbers('1')), { address: gone, sandbox });
    await expect(sync).rejects.toThrow(EnvironmentError);
  });
});

describe('what others write', () => {
  const fingerprint = 'f'.repeat(40);
  const folder = `refs/germline/${fingerprint.slice(0, 16)}`;
  const nameOf = (index: number) => index.toString(16).padStart(12, '0');

  /** A remote for a population that is a bare repository with a journal. */
  async function aRemote(hub: string): Promise<Remote> {
    const population = makeHub();
    const tree = git(population, ['mktree']);
    git(population, ['update-ref', 'refs/heads/journal', git(population, ['commit-tree', '-m', 'run', tree])]);
    return await Remote.open({ address: hub, population, fingerprint, files: ['initial.ts'] }, signal);
  }

  /** Offers a tree of entries such as "100644 blob ID\tNAME". */
  function offer(hub: string, entries: readonly string[], run = nameOf(1)): void {
    const tree = git(hub, ['mktree'], entries.map((entry) => `${entry}\n`).join(''));
    git(hub, ['update-ref', `${folder}/${run}/champion`, git(hub, ['commit-tree', '-m', 'a find', tree])]);
  }

  const blob = (hub: string, content: string | Buffer) => git(hub, ['hash-object', '-w', '--stdin'], content);

  async function fetched(hub: string) {
    const remote = await aRemote(hub);
    const [only] = await remote.offers(signal);
    return await remote.fetch(only as Offer, signal);
  }

  test('is read as the named files, and nothing else', async () => {
    const hub = makeHub();
    offer(hub, [`100644 blob ${blob(hub, 'good')}\tinitial.ts`, `100755 blob ${blob(hub, 'more')}\tmore.sh`]);
    expect(await fetched(hub)).toMatchObject({ files: { 'initial.ts': 'good' }, origin: { run: nameOf(1) } });
  });

  test.each([
    ['a link', (hub: string) => `120000 blob ${blob(hub, '/etc/passwd')}\tinitial.ts`],
    ['a folder', (hub: string) => `040000 tree ${git(hub, ['mktree'], '')}\tinitial.ts`],
    ['a submodule', () => `160000 commit ${'1'.repeat(40)}\tinitial.ts`],
    ['no text', (hub: string) => `100644 blob ${blob(hub, Buffer.from([0xff, 0xfe, 0]))}\tinitial.ts`],
    ['too long', (hub: string) => `100644 blob ${blob(hub, 'x'.repeat(2 ** 20 + 1))}\tinitial.ts`],
    ['missing', (hub: string) => `100644 blob ${blob(hub, 'x')}\tother.ts`],
  ])('is not read where a file is %s', async (_, entry) => {
    const hub = makeHub();
    offer(hub, [entry(hub)]);
    expect(await fetched(hub)).toBeUndefined();
  });

  test('is not kept where it has paths out of the repository', async () => {
    const hub = makeHub();
    const id = Buffer.from(blob(hub, 'good'), 'hex');
    const raw = ['../initial.ts', 'initial.ts'].flatMap((name) => [Buffer.from(`100644 ${name}\0`), id]);
    const tree = git(hub, ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally'], Buffer.concat(raw));
    git(hub, ['update-ref', `${folder}/${nameOf(1)}/champion`, git(hub, ['commit-tree', '-m', 'out', tree])]);
    expect(await fetched(hub)).toBeUndefined();
  });

  test('is not kept where it is large beyond measure, or no commit', async () => {
    const hub = makeHub();
    const good = `100644 blob ${blob(hub, 'good')}\tinitial.ts`;
    offer(hub, [good, `100644 blob ${blob(hub, randomBytes(66 * 2 ** 20))}\tlarge`]);
    expect(await fetched(hub)).toBeUndefined();
    git(hub, ['update-ref', `${folder}/${nameOf(1)}/champion`, blob(hub, 'no commit')]);
    expect(await fetched(hub)).toBeUndefined();
  });

  test('is not waited for where a remote never answers and the search ends', async () => {
    await using server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const remote = await aRemote(`https://127.0.0.1:${port}/finds.git`);
    const waiting = remote.offers(AbortSignal.timeout(500));
    await expect(waiting).rejects.toThrow(EnvironmentError);
  });

  test('costs four evaluations an exchange, however much it is, and refs of other names are nothing', async () => {
    const hub = makeHub();
    const tree = git(hub, ['mktree'], `100644 blob ${blob(hub, 'same')}\tinitial.ts\n`);
    const parent = git(hub, ['commit-tree', '-m', 'a find', tree]);
    const names = [
      'zzz/champion',
      '1234/champion',
      `${nameOf(2)}/island`,
      `${nameOf(3)}/champion/below`,
      `x/${nameOf(4)}/champion`,
    ];
    const odd = names.map((name) => `create ${folder}/${name} ${parent}\n`).join('');
    git(hub, ['update-ref', '--stdin'], odd);
    for (let index = 10; index < 30; index++)
      offer(hub, [`100644 blob ${blob(hub, `find ${index}`)}\tinitial.ts`], nameOf(index));
    const flood = Array.from(
      { length: 3000 },
      (_, index) => `create ${folder}/${nameOf(1000 + index)}/champion ${parent}\n`,
    );
    git(hub, ['update-ref', '--stdin'], flood.join(''));
    const remote = await aRemote(hub);
    expect(await remote.offers(signal)).toHaveLength(3020);
    for (const { run } of await remote.offers(signal)) expect(run).toMatch(/^[0-9a-f]{12}$/);

    const notices: string[] = [];
    await using traffic = new Traffic(remote, {
      ...{ emigrant: () => undefined, audited: async () => {}, keyOf: async (files: Files) => files['initial.ts'] },
      notice: (text) => void notices.push(text),
    });
    const taken = new Set<string>();
    for (let exchange = 0; exchange < 40 && taken.size < 21; exchange++) {
      const { arrived } = await traffic.exchange(signal);
      expect(arrived).toBeLessThanOrEqual(4);
      for (let next = traffic.next(); next; next = traffic.next()) taken.add(next.files['initial.ts'] as string);
    }
    expect(taken.size).toBeGreaterThan(0);
    expect(notices).toEqual([]);
  });
});
