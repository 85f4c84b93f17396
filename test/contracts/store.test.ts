import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Recorded } from '../../src/api/attempt.ts';
import type { Files } from '../../src/api/program.ts';
import type { Batch, Store } from '../../src/api/store.ts';
import { readProgram } from '../../src/language/program.ts';
import { createStore } from '../../src/record/create-store.ts';
import { openReader } from '../../src/record/git-reader.ts';
import { openStore, type StoreOptions } from '../../src/record/git-store.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { anAttempt, anAudit, anInitial, aReflection, aRefusal, aScore, someFacts } from '../factory.ts';
import { MemoryRecord } from '../fixtures/memory-store.ts';
import { scratch } from '../scratch.ts';

const newPath = () => join(scratch(), 'population.git');
const create = (path: string, options: StoreOptions = {}) => createStore(path, someFacts(), options);
const git = (path: string, ...args: string[]) =>
  execFileSync('git', ['-C', path, ...args], { encoding: 'utf8' }).trim();

const programOf = (number: number) =>
  readProgram({ 'main.ts': `export const n = ${number};\n`, 'lib/help.ts': 'export {};\n' });
const child = (number: number, overrides: Parameters<typeof anAttempt>[0] = {}): Recorded => ({
  attempt: anAttempt({ number, at: number * 1000, outcome: aScore(number), ...overrides }),
  program: programOf(number),
});
const root = (): Recorded => ({ attempt: anInitial(), program: programOf(0) });
const refusal = (number: number): Recorded => ({
  attempt: anAttempt({ number, outcome: aRefusal('duplicate', 'the same as 1') }),
});

async function fill(store: Store, recorded: readonly Recorded[], branches = {}): Promise<void> {
  await Promise.all(recorded.map((item) => store.append(item, branches)));
}

/** A record as it is read back. */
interface Read {
  readonly batches: readonly Batch[];
  /** Commit ids by name. */
  readonly branches: Readonly<Record<string, string>>;
  files(commit: string): Promise<Files>;
  close(): Promise<void>;
}

/** One record, which stores write one after the other. */
interface Place {
  create(options?: StoreOptions): Promise<Store>;
  reopen(options?: StoreOptions): Promise<Store>;
  read(): Promise<Read>;
}

function inGit(): Place {
  const path = newPath();
  return {
    create: (options) => create(path, options),
    reopen: (options = {}) => openStore(path, options),
    async read() {
      const reader = await openReader(path);
      const { journal: _, ...branches } = await reader.branches();
      const batches = await Array.fromAsync(reader.batches());
      return { batches, branches, files: (commit) => reader.files(commit), close: () => reader.close() };
    },
  };
}

function inMemory(): Place {
  const record = new MemoryRecord(someFacts());
  return {
    create: async (options) => record.open(options),
    reopen: async (options) => record.open(options),
    read: async () => ({
      batches: record.batches,
      branches: Object.fromEntries(record.branches),
      files: async (commit) => record.files(commit),
      close: async () => {},
    }),
  };
}

describe.each([
  ['in git', inGit],
  ['in memory', inMemory],
])('a store %s', (_, newPlace) => {
  async function readBack(place: Place) {
    const read = await place.read();
    const entries = read.batches.flatMap((batch) => batch.entries);
    const files = await Promise.all(entries.map(({ commit }) => commit && read.files(commit)));
    await read.close();
    return { ...read, entries, files, attempts: entries.map(({ attempt }) => attempt) };
  }

  test('reads back what was appended, in order, whole, with its files', async () => {
    const place = newPlace();
    const store = await place.create();
    const given = [root(), child(1), refusal(2), child(3, { drawn: { parent: 1 }, proposal: { mate: 0 } })];
    await fill(store, given);
    expect(store.recorded).toBe(4);
    const commits = given.map(({ attempt }) => store.commitOf(attempt.number));
    await store.close();
    const { entries, attempts, files, branches } = await readBack(place);
    expect(entries.map(({ commit }) => commit)).toEqual(commits);
    expect(attempts).toEqual(given.map(({ attempt }) => attempt));
    expect(files.map((each) => each && Object.entries(each))).toEqual(
      given.map(({ program }) => program && Object.entries(program.files)),
    );
    expect(branches).toEqual({});
  });

  test.each([1, 2, 3, 128])(
    'what makes no child does not shift the commits of what does, in batches of %i',
    async (batch) => {
      const place = newPlace();
      const store = await place.create({ batch });
      const given = [
        ...[refusal(9), root(), { attempt: anAudit({ number: 1 }) }, child(2), refusal(3)],
        ...[{ attempt: aReflection({ number: 4 }) }, child(5, { drawn: { parent: 2 } }), refusal(6), child(7)],
      ];
      for (const recorded of given) store.append(recorded, {}).catch(() => {});
      await store.close();
      const { attempts, files } = await readBack(place);
      expect(attempts).toEqual(given.map(({ attempt }) => attempt));
      expect(files).toEqual(given.map(({ program }) => program?.files));
    },
  );

  test('records nothing before it is acknowledged, and flush waits for all of it', async () => {
    const store = await newPlace().create({ batch: 'manual' });
    let durable = false;
    const appended = store.append(root(), {}).then(() => {
      durable = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([durable, store.recorded]).toEqual([false, 0]);
    await store.flush();
    await appended;
    expect([durable, store.recorded]).toEqual([true, 1]);
    await store.close();
  });

  test('writes batches of a fixed size whenever attempts come, and the rest at the end', async () => {
    const write = async (pause: number) => {
      const place = newPlace();
      const store = await place.create({ batch: 3 });
      for (const recorded of [root(), ...[1, 2, 3, 4, 5, 6].map((number) => child(number))]) {
        store.append(recorded, { champion: 0 }).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      await store.close();
      return (await readBack(place)).batches.map(({ entries, journal }) => [entries.length, journal]);
    };
    const [quick, slow] = [await write(0), await write(7)];
    expect(quick.map(([length]) => length)).toEqual([0, 3, 3, 1]);
    expect(slow).toEqual(quick);
  });

  test('the same attempts get the same ids, others get other ids', async () => {
    const idsOf = async (...recorded: readonly Recorded[]) => {
      const place = newPlace();
      const store = await place.create({ batch: 'manual' });
      for (const item of recorded) store.append(item, {}).catch(() => {});
      await store.close();
      const { batches, entries } = await readBack(place);
      return { journal: batches.at(-1)?.journal, commits: entries.map(({ commit }) => commit) };
    };
    const first = await idsOf(root(), child(1), child(2));
    expect(await idsOf(root(), child(1), child(2))).toEqual(first);
    const other = await idsOf(root(), child(1), child(2, { drawn: { parent: 1 } }));
    expect(other.commits.slice(0, 2)).toEqual(first.commits.slice(0, 2));
    expect(other.commits[2]).not.toBe(first.commits[2]);
    expect(other.journal).not.toBe(first.journal);
    expect((await idsOf(root(), child(1), child(2, { watermark: 2 }))).journal).not.toBe(first.journal);
  });

  test('moves branches with its batches and when it is flushed, and only to what it has', async () => {
    const place = newPlace();
    const store = await place.create();
    await fill(store, [root(), child(1)], { champion: 99 });
    await store.flush();
    expect((await readBack(place)).branches).toEqual({});
    await store.append(child(2), { champion: 2, 'island/0': 1 });
    await store.flush();
    const { branches, entries } = await readBack(place);
    expect(branches).toEqual({ champion: entries[2]?.commit, 'island/0': entries[1]?.commit });
    await store.flush({ champion: 1 });
    expect((await readBack(place)).branches.champion).toBe(entries[1]?.commit);
    await store.close();
  });

  test('goes on where it was when it is opened again', async () => {
    const place = newPlace();
    const first = await place.create();
    await fill(first, [root(), child(1)]);
    await first.close();
    const second = await place.reopen();
    expect(second.recorded).toBe(2);
    expect(await second.files(1)).toEqual(programOf(1).files);
    await fill(second, [child(2, { drawn: { parent: 1 } })], { champion: 2 });
    await second.close();
    const { branches, entries } = await readBack(place);
    expect(entries).toHaveLength(3);
    expect(branches.champion).toBe(entries[2]?.commit);
  });

  test('knows the files of what is not durable yet, and none of what made no child', async () => {
    const store = await newPlace().create({ batch: 'manual' });
    for (const recorded of [root(), child(1), refusal(2)]) store.append(recorded, {}).catch(() => {});
    expect(await store.files(1)).toEqual(programOf(1).files);
    await store.flush();
    expect(await store.files(1)).toEqual(programOf(1).files);
    await expect(store.files(2)).rejects.toThrow('no files');
    await store.close();
  });

  test('is closed once, with all that was appended, and takes nothing afterwards', async () => {
    const place = newPlace();
    const store = await place.create({ batch: 5 });
    const appended = store.append(root(), {});
    await Promise.all([store.close(), store.close()]);
    await appended;
    await expect(store.append(child(1), {})).rejects.toThrow('closed');
    expect((await readBack(place)).attempts).toHaveLength(1);
  });

  test('keeps texts of any kind', async () => {
    const place = newPlace();
    const store = await place.create();
    const odd = {
      'main.ts': 'a\0b\r\n\u2028"\\\ud83d\ude00',
      'lib/help.ts': '',
      'a "quoted" \\ näme.ts': 'data 3\nxyz\n',
    };
    const feedback = `line\n\nAttempt: 666\n${'long '.repeat(100_000)}`;
    const attempt = anAttempt({ proposal: { summary: '"\n\0\u{1f600}' }, outcome: aScore(1, { feedback }) });
    await fill(store, [root(), { attempt, program: readProgram(odd) }]);
    await store.close();
    const { attempts, files } = await readBack(place);
    expect(attempts[1]).toEqual(attempt);
    expect(files[1]).toEqual(odd);
  });
});

test('parents of a candidate are the parents of its commit, and trailers are read by git', async () => {
  const path = newPath();
  const store = await create(path);
  const drawn = { parent: 1, inspirations: [0] };
  const proposal = { mate: 0, model: 'm', summary: 'cross\nthem' };
  await fill(store, [root(), child(1), child(2, { drawn, proposal })], { champion: 2, 'island/0': 1 });
  await store.close();
  const [subject, parents] = git(path, 'log', '-1', '--format=%s%n%P', 'champion').split('\n');
  expect(subject).toBe('2 (+1) cross them');
  expect(parents).toBe(`${git(path, 'rev-parse', 'island/0')} ${git(path, 'rev-parse', 'island/0^')}`);
  const trailers = git(path, 'log', '-1', '--format=%(trailers:only)', 'champion').split('\n');
  expect(trailers).toEqual(
    expect.arrayContaining([
      ...['Attempt: 2', 'Status: scored', 'Score: 2', 'Cause: drawn', 'Proposer: tune-one', 'Model: m'],
      'Inspired-by: 0',
    ]),
  );
  expect(git(path, 'ls-tree', '-r', '--name-only', 'champion').split('\n')).toEqual(['lib/help.ts', 'main.ts']);
  expect(git(path, 'fsck', '--strict')).toBe('');
});

test('readers read beside the writer, and go on reading when packs are joined', async () => {
  const path = newPath();
  const store = await create(path);
  await fill(store, [root()]);
  const record = await readRecord(path);
  for (let number = 1; number <= 90; number++) await store.append(child(number), {}); // a pack each, more than may gather
  expect(await record.files(record.entry(0))).toEqual(programOf(0).files);
  const later = await readRecord(path);
  expect(later.entries).toHaveLength(91);
  expect(await later.files(later.entry(90))).toEqual(programOf(90).files);
  const packs = execFileSync('ls', [join(path, 'objects/pack')], { encoding: 'utf8' }).match(/\.pack/g) ?? [];
  expect(packs.length).toBeLessThan(70);
  await Promise.all([record.close(), later.close(), store.close()]);
  expect(git(path, 'fsck', '--strict')).toBe('');
});

test('a record is asked by number, branch and commit id, and says the score and audit of a candidate', async () => {
  const path = newPath();
  const store = await create(path);
  const audit = anAudit({ number: 3, candidate: 1 });
  await fill(store, [root(), child(1), refusal(2), { attempt: audit }], { champion: 1 });
  await store.close();
  const record = await readRecord(path);
  const commit = record.entry(1).commit as string;
  for (const reference of ['1', '#1', 'champion', commit.slice(0, 7)])
    expect(record.find(reference).attempt.number).toBe(1);
  expect(() => record.find('nothing')).toThrow('names no candidate');
  expect(() => record.entry(4)).toThrow('There is no attempt 4 in this population; it has 4 attempts.');
  await expect(record.files(record.entry(2))).rejects.toThrow('Attempt 2 made no program.');
  expect([0, 1, 2].map((number) => record.score(number))).toEqual([0, 0, undefined]); // as the audit left it
  expect(record.audit(1)).toEqual(audit);
  await record.close();
});

test('a second writer hears who the first one is; afterwards it may write', async () => {
  const path = newPath();
  const store = await create(path);
  await fill(store, [root()]);
  await expect(openStore(path, {})).rejects.toThrow(`process ${process.pid}`);
  await store.close();
  await (await openStore(path, {})).close();
});

test("a dead writer's lock and leftovers do not stand in the way", async () => {
  const path = newPath();
  const store = await create(path);
  await fill(store, [root()]);
  await store.close();
  const lock = JSON.stringify({ pid: process.pid, host: hostname(), started: 'long ago' });
  for (const [name, text] of Object.entries({
    'germline.lock': lock,
    'refs/heads/journal.lock': '',
    'objects/pack/tmp_pack_1': 'x',
    fast_import_crash_1: 'x',
  }))
    writeFileSync(join(path, name), text);
  const again = await openStore(path, {});
  await fill(again, [child(1)]);
  await again.close();
  expect(git(path, 'fsck', '--strict')).toBe('');
});

test('a branch that git cannot move is no acknowledgement', async () => {
  const path = newPath();
  const store = await create(path);
  await fill(store, [root()]);
  const before = readFileSync(join(path, 'refs/heads/journal'), 'utf8');
  writeFileSync(join(path, 'refs/heads/journal.lock'), '');
  await expect(store.append(child(1), {})).rejects.toThrow('could not move the journal');
  await expect(store.append(child(2), {})).rejects.toThrow('could not move the journal');
  expect(store.recorded).toBe(1);
  await expect(store.close()).rejects.toThrow('could not move the journal');
  expect(readFileSync(join(path, 'refs/heads/journal'), 'utf8')).toBe(before);
  const again = await openStore(path, {});
  await fill(again, [child(1)]);
  expect(again.recorded).toBe(2);
  await again.close();
});

test('what is no population, or one of another format, is said so', async () => {
  const folder = scratch();
  await expect(openReader(join(folder, 'nothing'))).rejects.toThrow('There is no population at');
  await expect(openReader(folder)).rejects.toThrow('not a population');
  const other = join(folder, 'other.git');
  mkdirSync(other);
  git(other, 'init', '--bare', '--quiet');
  await expect(openReader(other)).rejects.toThrow('not a population');
  const path = newPath();
  await (await createStore(path, someFacts(), {})).close();
  await expect(createStore(path, someFacts(), {})).rejects.toThrow('exists already');
});

test('what is known of a repository and of its commands comes back with the facts of the run', async () => {
  const path = newPath();
  const facts = someFacts({
    repository: {
      ...{ root: '/home/a user/é', folder: 'packages/a', commit: 'c'.repeat(40), evolve: ['src/a.ts#rank'] },
      commands: { 'check-1': 'npx tsc', test: 'npm test', measure: 'node bench.js {seed}' },
      sees: { clock: 'real', randomness: 'real', fixed: { TZ: 'UTC', PYTHONHASHSEED: '0' } },
    },
    commands: {
      test: { milliseconds: 5000, tests: 12, writes: ['data/é.json'] },
      measure: { milliseconds: 10_000, wall: true },
    },
  });
  await (await createStore(path, facts, {})).close();
  await using reader = await openReader(path);
  expect(reader.facts).toEqual(facts);
});

test('a population of another format names the version that reads it', async () => {
  const path = newPath();
  await (await createStore(path, someFacts(), {})).close();
  const facts = JSON.stringify({ ...someFacts(), engine: '0.0.9', format: 1 });
  const blob = execFileSync('git', ['-C', path, 'hash-object', '-w', '--stdin'], { input: facts, encoding: 'utf8' });
  const listing = `100644 blob ${blob.trim()}\trun.json\n`;
  const tree = execFileSync('git', ['-C', path, 'mktree'], { input: listing, encoding: 'utf8' }).trim();
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@localhost'];
  git(path, 'update-ref', 'refs/heads/journal', git(path, ...identity, 'commit-tree', '-m', 'run', tree));
  await expect(openReader(path)).rejects.toThrow('was written by germline 0.0.9 in format 1');
});

test('a population whose objects are gone is reported as an error and left as it is', async () => {
  const path = newPath();
  const store = await create(path);
  await fill(store, [root(), child(1)]);
  await store.close();
  rmSync(join(path, 'objects/pack'), { recursive: true });
  await expect(openStore(path, {})).rejects.toThrow();
  expect(readFileSync(join(path, 'refs/heads/journal'), 'utf8')).toMatch(/^[0-9a-f]{40}/);
});
