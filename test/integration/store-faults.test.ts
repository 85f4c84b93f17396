import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Recorded } from '../../src/api/attempt.ts';
import { EnvironmentError, UsageError } from '../../src/api/errors.ts';
import { readProgram } from '../../src/language/program.ts';
import { createStore } from '../../src/record/create-store.ts';
import { checkGit } from '../../src/record/git.ts';
import { openReader } from '../../src/record/git-reader.ts';
import { openStore } from '../../src/record/git-store.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { anAttempt, anInitial, aScore, someFacts } from '../factory.ts';
import { gitChildren, killIfThere } from '../fixtures/git-children.ts';
import { scratch } from '../scratch.ts';

const linux = process.platform === 'linux';
const fixture = (name: string) => join(import.meta.dirname, '../fixtures', name);
const newPath = () => join(scratch(), 'population.git');
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const git = (path: string, ...args: string[]) =>
  execFileSync('git', ['-C', path, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

const child = (number: number, text = `export const n = ${number};\n`): Recorded => ({
  attempt:
    number === 0
      ? anInitial()
      : anAttempt({ number, drawn: { parent: number - 1 }, at: number, outcome: aScore(number) }),
  program: readProgram({ 'main.ts': text }),
});

async function populate(path: string, count: number): Promise<void> {
  const store = await createStore(path, someFacts(), {});
  for (let number = 0; number < count; number++) await store.append(child(number), {});
  await store.close();
}

/** Every attempt in order, after checking the repository. */
async function recorded(path: string): Promise<readonly string[]> {
  const record = await readRecord(path);
  const entries = await Promise.all(record.entries.map(async (entry) => (await record.files(entry))['main.ts'] ?? ''));
  expect(record.entries.map(({ attempt }) => attempt.number)).toEqual(entries.map((_, index) => index));
  await record.close();
  expect(git(path, 'fsck', '--no-dangling')).toBe('');
  return entries;
}

function start(file: string, ...args: string[]) {
  const process_ = spawn(process.execPath, [fixture(file), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const started = { process: process_, said: '', ended: once(process_, 'close'), until };
  process_.stdout.setEncoding('utf8').on('data', (text: string) => {
    started.said += text;
  });
  async function until(found: RegExp): Promise<void> {
    while (!found.test(started.said) && process_.exitCode === null) await pause(5);
    expect(started.said).toMatch(found);
  }
  return started;
}

afterEach(() => vi.unstubAllEnvs());

/** Lets several processes try at the same moment and returns the output of each. */
async function race(way: 'create' | 'open', path: string): Promise<string[]> {
  const racers = Array.from({ length: 3 }, () => start('store-racer.ts', way, path));
  await Promise.all(racers.map((racer) => racer.until(/ready/)));
  for (const { process } of racers) process.stdin.write('go\n');
  await Promise.all(racers.map((racer) => racer.until(/won|refused/)));
  for (const { process } of racers) process.stdin.end();
  await Promise.all(racers.map(({ ended }) => ended));
  return racers.map(({ said }) => said);
}

test('of several processes that create the same population at once, one wins, and its record stays whole', async () => {
  for (let round = 0; round < 2; round++) {
    const path = newPath();
    const said = await race('create', path);
    expect(said.filter((text) => text.includes('won'))).toHaveLength(1);
    expect(await recorded(path)).toHaveLength(1);
    expect(readdirSync(join(path, '..'))).toEqual(['population.git']);
  }
});

test("of several who take over a dead writer's lock at once one wins", async () => {
  for (let round = 0; round < 2; round++) {
    const path = newPath();
    await populate(path, 1);
    const holder = { pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), started: 'before' };
    writeFileSync(join(path, 'germline.lock'), JSON.stringify(holder));
    const said = await race('open', path);
    expect(said.filter((text) => text.includes('won'))).toHaveLength(1);
    expect(said.filter((text) => text.includes('is being written by process'))).toHaveLength(2);
    expect(await recorded(path)).toHaveLength(2);
  }
});

test('a file of the record that is missing is an error, never an empty answer', async () => {
  const path = newPath();
  await populate(path, 4);
  const [journal, program] = [
    git(path, 'rev-parse', 'journal~1:attempts.jsonl'),
    git(path, 'rev-parse', 'journal^2:main.ts'),
  ];
  const packs = join(path, 'objects/pack');
  const moved = join(path, '..', 'packs');
  mkdirSync(moved);
  execFileSync('sh', ['-c', `mv "${packs}"/*.pack "${moved}" && rm -f "${packs}"/*`]);
  for (const pack of readdirSync(moved))
    execFileSync('sh', ['-c', `git -C "${path}" unpack-objects -q < "${join(moved, pack)}"`]);
  const remove = (id: string) => rmSync(join(path, 'objects', id.slice(0, 2), id.slice(2)));
  remove(program);
  const record = await readRecord(path);
  await expect(record.files(record.entry(3))).rejects.toThrow(EnvironmentError);
  await record.close();
  remove(journal);
  await expect(readRecord(path)).rejects.toThrow('is missing from the population');
  await expect(openStore(path, {})).rejects.toThrow('is missing from the population');
});

test.skipIf(!linux)(
  'when git dies, what waits is rejected, nothing is taken for recorded, and the run can go on',
  async () => {
    const path = newPath();
    const store = await createStore(path, someFacts(), {});
    await store.append(child(0), {});
    const importer = gitChildren(process.pid).find(
      ({ command }) => command.includes(path) && command.includes('fast-import'),
    );
    process.kill(importer?.pid as number, 'SIGSTOP');
    const waiting = [1, 2, 3].map((number) => store.append(child(number), {}));
    await pause(50);
    process.kill(importer?.pid as number, 'SIGKILL');
    for (const { status, reason } of (await Promise.allSettled(waiting)) as PromiseRejectedResult[])
      expect([status, reason.constructor]).toEqual(['rejected', EnvironmentError]);
    await expect(store.append(child(4), {})).rejects.toThrow(EnvironmentError);
    expect(store.recorded).toBe(1);
    await expect(store.close()).rejects.toThrow(EnvironmentError);
    const again = await openStore(path, {});
    await again.append(child(again.recorded, 'again'), {});
    await Promise.all([again.close(), again.close()]);
    await expect(again.append(child(2), {})).rejects.toThrow('closed');
    expect(await recorded(path)).toEqual([child(0).program?.files['main.ts'], 'again']);
  },
);

test.skipIf(!linux)('a git that outlives its killed engine cannot move the journal of the next writer', async () => {
  const path = newPath();
  const writer = start('store-stalled.ts', path);
  await writer.until(/ready/);
  const orphan = gitChildren(writer.process.pid as number).find(({ command }) => command.includes('fast-import'));
  process.kill(orphan?.pid as number, 'SIGSTOP');
  writer.process.stdin.write('go\n');
  await pause(100);
  writer.process.kill('SIGKILL');
  await once(writer.process, 'exit');
  const store = await openStore(path, {});
  await store.append(child(1, 'second'), {});
  process.kill(orphan?.pid as number, 'SIGCONT');
  await writer.ended; // the orphan shared its pipes
  await pause(200);
  await store.append(child(2, 'third'), {});
  await store.close();
  expect(await recorded(path)).toEqual(['first', 'second', 'third']);
});

test.skipIf(!linux)('a git that was caught in a checkpoint cannot move it either', async () => {
  const path = newPath();
  await populate(path, 1);
  const orphan = spawn('git', ['-C', path, 'fast-import', '--quiet', '--force'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(orphan, 'close');
  while (!readdirSync(join(path, 'objects/pack')).some((name) => name.startsWith('tmp_pack'))) await pause(5);
  orphan.kill('SIGSTOP');
  const commit = 'commit refs/heads/journal\ncommitter a <a@localhost> 1 +0000\ndata 6\norphan\ndeleteall\n\n';
  orphan.stdin.end(`reset refs/heads/journal\n\n${commit}checkpoint\n`);
  const store = await openStore(path, {});
  await store.append(child(1, 'second'), {});
  orphan.kill('SIGCONT');
  await ended;
  expect((await recorded(path)).slice(1)).toEqual(['second']);
  await store.close();
});

test('no branch names a candidate that the journal does not have', async () => {
  const path = newPath();
  const store = await createStore(path, someFacts(), {});
  await store.append(child(0), { champion: 0 });
  await store.flush();
  const before = git(path, 'rev-parse', 'champion');
  writeFileSync(join(path, 'refs/heads/journal.lock'), '');
  await expect(store.append(child(1), { champion: 1 })).rejects.toThrow('could not move the journal');
  await expect(store.close()).rejects.toThrow('could not move the journal');
  expect(git(path, 'rev-parse', 'champion')).toBe(before);
  expect(before).toBe(git(path, 'rev-parse', 'journal^2'));
});

test.skipIf(!linux)('killed while packs are joined, a record is whole, and what git left is removed', async () => {
  const path = newPath();
  const noise = Array.from({ length: 63 }, (_, number) => Buffer.from(randomBytes(number, 120_000)).toString('base64'));
  const store = await createStore(path, someFacts(), {});
  for (const [number, text] of noise.entries()) await store.append(child(number, text), {});
  await store.close();
  let hits = 0;
  for (let round = 0; round < 12 && hits < 2; round++) {
    const writer = start('store-writer.ts', path);
    const join_ = () =>
      gitChildren(writer.process.pid as number).find(({ command }) => command.includes('pack-objects'));
    const until = Date.now() + 5000;
    let joining = join_();
    while (!joining && !/^\d+$/m.test(writer.said) && Date.now() < until) {
      await pause(1);
      joining = join_();
    }
    if (joining) hits++;
    if (joining && round % 2 === 0) for (const { pid } of [...gitChildren(joining.pid), joining]) killIfThere(pid);
    writer.process.kill('SIGKILL');
    await writer.ended;
    const planted = ['.tmp-1-pack-1.pack', 'tmp_pack_1', 'tmp_idx_1', 'pack-1.keep'];
    for (const name of planted)
      writeFileSync(join(path, 'objects/pack', name), 'left by a git that was killed at its worst moment');
    const again = await openStore(path, {});
    expect(readdirSync(join(path, 'objects/pack')).filter((name) => planted.includes(name))).toEqual([]);
    await again.close();
    expect((await recorded(path)).slice(0, noise.length)).toEqual(noise);
  }
  expect(hits).toBeGreaterThan(0);
});

/** Bytes that do not compress, the same every time. */
function randomBytes(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed * 2 + 1;
  for (let index = 0; index < length; index++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

test('what branches name is in the journal that is read after them, at any moment of a run', async () => {
  const path = newPath();
  const store = await createStore(path, someFacts(), {});
  await store.append(child(0), { champion: 0 });
  let on = true;
  const writing = (async () => {
    for (let number = 1; on; number++) await store.append(child(number), { champion: number, 'island/0': number });
  })();
  for (let round = 0; round < 25; round++) {
    const reader = await openReader(path);
    const { journal, ...branches } = await reader.branches();
    const batches = await Array.fromAsync(reader.batches());
    const known = new Set(batches.flatMap(({ entries }) => entries.map(({ commit }) => commit)));
    for (const commit of Object.values(branches)) expect(known.has(commit)).toBe(true);
    expect(batches.some((batch) => batch.journal === journal)).toBe(true);
    await reader.close();
  }
  on = false;
  await writing;
  await store.close();
});

test("people's own git gc and packed branches beside the writer lose nothing", async () => {
  const path = newPath();
  const store = await createStore(path, someFacts(), {});
  const beside = (async () => {
    for (let round = 0; round < 4; round++)
      for (const args of [
        ['gc', '-q'],
        ['pack-refs', '--all'],
      ]) {
        const gc = spawn('git', ['-C', path, ...args], { stdio: 'ignore' });
        await once(gc, 'close');
      }
    return true;
  })();
  const done = { value: false };
  beside.finally(() => {
    done.value = true;
  });
  for (let number = 0; !done.value; number++) await store.append(child(number), { champion: number });
  const count = store.recorded;
  await store.close();
  expect(await recorded(path)).toHaveLength(count);
});

test('the newest batches are read without the others', async () => {
  const path = newPath();
  await populate(path, 30);
  const reader = await openReader(path);
  const all = await Array.fromAsync(reader.batches());
  expect(await reader.latest(5)).toEqual(all.slice(-5));
  expect(await reader.latest(1000)).toEqual(all);
  await reader.close();
});

test('a clone carries everything, and a mirror of a population can be gone on with', async () => {
  const path = newPath();
  const store = await createStore(path, someFacts(), {});
  for (let number = 0; number < 3; number++) await store.append(child(number), { champion: 1 });
  await store.close();
  const [clone, mirror] = [join(path, '../clone'), join(path, '../mirror.git')];
  execFileSync('git', ['clone', '-q', path, clone]);
  expect(git(clone, 'log', '-1', '--format=%(trailers:key=Attempt,valueonly)').trim()).toBe('1');
  expect(git(clone, 'rev-list', '--all', '--count')).toBe(git(path, 'rev-list', '--all', '--count'));
  execFileSync('git', ['clone', '-q', '--mirror', path, mirror]);
  const going = await openStore(mirror, {});
  await going.append(child(3), {});
  await going.close();
  expect(await recorded(mirror)).toHaveLength(4);
  expect(git(mirror, 'count-objects')).toMatch(/^0 objects/);
});

test("the user's git environment and a population's hooks change nothing", async () => {
  const write = async (prepare: (path: string) => void) => {
    const path = newPath();
    await populate(path, 1);
    prepare(path);
    const store = await openStore(path, {});
    await store.append(child(1), {});
    await store.close();
    vi.unstubAllEnvs();
    return git(path, 'rev-parse', 'journal');
  };
  const plain = await write(() => {});
  const other = await write((path) => {
    mkdirSync(join(path, 'hooks'), { recursive: true });
    writeFileSync(join(path, 'hooks/reference-transaction'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(path, 'hooks/reference-transaction'), 0o755);
    for (const [name, value] of Object.entries({
      GIT_COMMITTER_DATE: '1 +0000',
      GIT_AUTHOR_NAME: 'x',
      GIT_DEFAULT_HASH: 'sha256',
    }))
      vi.stubEnv(name, value);
    vi.stubEnv('GIT_DIR', join(path, 'nowhere'));
  });
  expect(other).toBe(plain);
});

test('no git, and one that is too old, are told with what to do', async () => {
  const folder = scratch();
  vi.stubEnv('PATH', folder);
  await expect(checkGit()).rejects.toThrow(UsageError);
  writeFileSync(join(folder, 'git'), '#!/bin/sh\necho git version 2.30.2\n', { mode: 0o755 });
  await expect(checkGit()).rejects.toThrow('needs git 2.39 or newer');
});

/** A disk of two megabytes; undefined where only a more privileged user may make one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'germline-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

test.skipIf(!linux)(
  'a full disk stops the run with what was recorded intact; with room again it goes on',
  async (context) => {
    const disk = smallDisk();
    if (!disk) return context.skip('only root may make a small disk');
    try {
      const path = join(disk, 'population.git');
      const store = await createStore(path, someFacts(), {});
      let acknowledged = 0;
      const fill = async () => {
        for (; ; acknowledged++) {
          const text = Buffer.from(randomBytes(acknowledged, 30_000)).toString('base64');
          await store.append(child(acknowledged, text), {});
        }
      };
      const error = await fill().catch((error: unknown) => error);
      expect(error).toBeInstanceOf(EnvironmentError);
      expect((error as Error).message).toMatch(/disk/);
      await expect(store.close()).rejects.toThrow(EnvironmentError);
      execFileSync('mount', ['-o', 'remount,size=8m', disk]);
      const again = await openStore(path, {});
      expect(again.recorded).toBe(acknowledged);
      await again.append(child(acknowledged, 'again'), {});
      await again.close();
      expect((await recorded(path)).at(-1)).toBe('again');
      expect(acknowledged).toBeGreaterThan(5);
    } finally {
      execFileSync('umount', [disk]);
      rmSync(disk, { recursive: true });
    }
  },
);

test.skipIf(!linux)('a pack that grows over a limit of the system kills git, not the record', async () => {
  const path = newPath();
  await populate(path, 3);
  // 64 blocks of 512 bytes for any one file: git is stopped in the middle of its next pack.
  const limited = `ulimit -f 64; exec "${process.execPath}" "${fixture('store-big.ts')}" "${path}"`;
  const writer = spawn('sh', ['-c', limited], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(writer, 'close');
  expect(said).toBe('rejected with EnvironmentError\n');
  expect(await recorded(path)).toHaveLength(3);
  const again = await openStore(path, {});
  await again.append(child(3), {});
  await again.close();
  expect(await recorded(path)).toHaveLength(4);
});
