import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Recorded } from '../../src/api/attempt.ts';
import type { Store } from '../../src/api/store.ts';
import { readProgram } from '../../src/language/program.ts';
import { createStore } from '../../src/record/create-store.ts';
import { openReader } from '../../src/record/git-reader.ts';
import { openStore, type StoreOptions } from '../../src/record/git-store.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { anAttempt, aScore, someFacts } from '../factory.ts';
import { scratch } from '../scratch.ts';

const newPath = () => join(scratch(), 'population.git');
const create = (path: string, options: StoreOptions = {}) => createStore(path, someFacts(), options);
const git = (path: string, ...args: string[]) =>
  execFileSync('git', ['-C', path, ...args], { encoding: 'utf8' }).trim();

const child = (number: number, overrides: Parameters<typeof anAttempt>[0] = {}): Recorded => ({
  attempt: anAttempt({ number, at: number * 1000, outcome: aScore(number), ...overrides }),
  program: readProgram({ 'main.ts': `export const n = ${number};\n`, 'lib/help.ts': 'export {};\n' }),
});
const root = () => child(0, { parents: [], operator: 'initial', summary: 'initial program' });
const refusal = (number: number): Recorded => ({
  attempt: anAttempt({ number, outcome: { status: 'refused', reason: 'duplicate', feedback: 'the same as 1' } }),
});

async function fill(store: Store, recorded: readonly Recorded[]): Promise<void> {
  await Promise.all(recorded.map((item) => store.append(item)));
}

test('what was appended is read back in order, whole, with its commits and files', async () => {
  const path = newPath();
  const store = await create(path);
  const given = [root(), child(1), refusal(2), child(3, { parents: [1, 0] })];
  await fill(store, given);
  expect(store.recorded).toBe(4);
  await store.close();
  const record = await readRecord(path);
  expect(record.entries.map(({ attempt }) => attempt)).toEqual(given.map(({ attempt }) => attempt));
  expect(record.entry(2).commit).toBeUndefined();
  for (const { attempt, program } of given.filter(({ program }) => program))
    expect(Object.entries(await record.files(record.entry(attempt.number)))).toEqual(
      Object.entries(program?.files ?? {}),
    );
  await record.close();
  expect(git(path, 'fsck', '--strict')).toBe('');
});

test('parents of a candidate are the parents of its commit, and trailers are read by git', async () => {
  const path = newPath();
  const store = await create(path, { branches: () => ({ champion: 2, 'island/0': 1 }) });
  await fill(store, [
    root(),
    child(1),
    child(2, { parents: [1, 0], inspirations: [0], model: 'm', summary: 'cross\nthem' }),
  ]);
  await store.close();
  const [subject, parents] = git(path, 'log', '-1', '--format=%s%n%P', 'champion').split('\n');
  expect(subject).toBe('2 (+1) cross them');
  expect(parents).toBe(`${git(path, 'rev-parse', 'island/0')} ${git(path, 'rev-parse', 'island/0^')}`);
  const trailers = git(path, 'log', '-1', '--format=%(trailers:only)', 'champion').split('\n');
  expect(trailers).toEqual(
    expect.arrayContaining(['Attempt: 2', 'Status: scored', 'Score: 2', 'Model: m', 'Inspired-by: 0']),
  );
  expect(git(path, 'ls-tree', '-r', '--name-only', 'champion').split('\n')).toEqual(['lib/help.ts', 'main.ts']);
});

test('nothing is recorded before it is acknowledged, and flush waits for all of it', async () => {
  const store = await create(newPath(), { batch: 'manual' });
  let durable = false;
  const appended = store.append(root()).then(() => {
    durable = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect([durable, store.recorded]).toEqual([false, 0]);
  await store.flush();
  await appended;
  expect([durable, store.recorded]).toEqual([true, 1]);
  await store.close();
});

test('batches of a fixed size do not depend on when attempts come; the rest is written at the end', async () => {
  const write = async (pause: number) => {
    const path = newPath();
    const store = await create(path, { batch: 3, branches: () => ({ champion: 0 }) });
    for (const recorded of [root(), ...[1, 2, 3, 4, 5, 6].map((number) => child(number))]) {
      store.append(recorded).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    await store.close();
    const reader = await openReader(path);
    const batches = await Array.fromAsync(reader.batches());
    await reader.close();
    return batches.map(({ attempts, journal }) => [attempts.length, journal]);
  };
  const [quick, slow] = [await write(0), await write(7)];
  expect(quick.map(([length]) => length)).toEqual([0, 3, 3, 1]);
  expect(slow).toEqual(quick);
});

test('a store that is opened again goes on where it was, and never gives a branch a candidate it does not have', async () => {
  const path = newPath();
  const first = await create(path, { branches: () => ({ champion: 99 }) });
  await fill(first, [root(), child(1)]);
  await first.close();
  expect(() => git(path, 'rev-parse', '--verify', '--quiet', 'refs/heads/champion')).toThrow();
  const second = await openStore(path, { branches: () => ({ champion: 2 }) });
  expect(second.recorded).toBe(2);
  expect(await second.files(1)).toEqual(child(1).program?.files);
  await fill(second, [child(2)]);
  await second.close();
  const record = await readRecord(path);
  expect(record.find('champion').attempt.number).toBe(2);
  expect(record.entries).toHaveLength(3);
  await record.close();
});

test('texts of any kind survive', async () => {
  const path = newPath();
  const store = await create(path);
  const odd = {
    'main.ts': 'a\0b\r\n\u2028"\\\ud83d\ude00',
    'lib/help.ts': '',
    'a "quoted" \\ näme.ts': 'data 3\nxyz\n',
  };
  const feedback = `line\n\nAttempt: 666\n${'long '.repeat(100_000)}`;
  const outcome = aScore(1, { feedback });
  await fill(store, [
    { attempt: anAttempt({ number: 0, parents: [], summary: '"\n\0\u{1f600}', outcome }), program: readProgram(odd) },
  ]);
  await store.close();
  const record = await readRecord(path);
  expect(await record.files(record.entry(0))).toEqual(odd);
  expect(record.entry(0).attempt.outcome.feedback).toBe(feedback);
  await record.close();
});

test('readers read beside the writer, and go on reading when packs are joined', async () => {
  const path = newPath();
  const store = await create(path);
  await fill(store, [root()]);
  const record = await readRecord(path);
  for (let number = 1; number <= 90; number++) await store.append(child(number)); // a pack each, more than may gather
  expect(await record.files(record.entry(0))).toEqual(root().program?.files);
  const later = await readRecord(path);
  expect(later.entries).toHaveLength(91);
  expect(await later.files(later.entry(90))).toEqual(child(90).program?.files);
  const packs = execFileSync('ls', [join(path, 'objects/pack')], { encoding: 'utf8' }).match(/\.pack/g) ?? [];
  expect(packs.length).toBeLessThan(70);
  await Promise.all([record.close(), later.close(), store.close()]);
  expect(git(path, 'fsck', '--strict')).toBe('');
});

test('a second writer is told who the first one is; afterwards it may write', async () => {
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
  const lock = JSON.stringify({ pid: process.pid, host: (await import('node:os')).hostname(), started: 'long ago' });
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
  await expect(store.append(child(1))).rejects.toThrow('could not move the journal');
  await expect(store.append(child(2))).rejects.toThrow('could not move the journal');
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

test('a population whose objects are gone gives an error and is left as it is', async () => {
  const path = newPath();
  const store = await create(path);
  await fill(store, [root(), child(1)]);
  await store.close();
  rmSync(join(path, 'objects/pack'), { recursive: true });
  await expect(openStore(path, {})).rejects.toThrow();
  expect(readFileSync(join(path, 'refs/heads/journal'), 'utf8')).toMatch(/^[0-9a-f]{40}/);
});
