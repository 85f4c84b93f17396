import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killIfThere } from '../fixtures/git-children.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { otherUser } from '../fixtures/other-user.ts';
import { command, germline, processesBelow, type Running, startBy, until } from './germline.ts';
import { newFolder } from './new-folder.ts';

const user = otherUser();
if (typeof user === 'string') console.warn(`NOT TESTED: limits and rights of a plain user; ${user}`);
const missing = whyNoPrograms('python3');
if (missing) console.warn(`NOT TESTED: evaluators in Python on a machine with faults; ${missing}`);

/** A search without an end in the background, with the words that start it. */
const search = (problem: string) => ['run', problem, '--population', 'p', '--attempts', '100000', '--workers', '1'];
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'safe.directory=*', '-C', join(folder, 'populations/p.git'), ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();

/** Waits until a search has recorded something; returns the journal as it is then. */
async function recorded(folder: string, running: Running): Promise<string> {
  const count = () => {
    try {
      return Number(git(folder, 'rev-list', '--count', '--first-parent', 'journal'));
    } catch {
      return 0; // there is no journal yet
    }
  };
  await until(() => count() > 4 || running.child.exitCode !== null);
  return git(folder, 'rev-parse', 'journal');
}

/** Expects that a search has ended by itself with one line, and has lost nothing that was recorded earlier. */
async function expectEnd(folder: string, running: Running, before: string, says: RegExp): Promise<void> {
  const { code, err } = await running.finished;
  const words = err.split('\n').filter((line) => line.startsWith('germline: '));
  expect(words).toEqual([expect.stringMatching(says)]);
  expect(err).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect([1, 2]).toContain(code);
  expect(git(folder, 'fsck', '--no-dangling')).toBe('');
  expect(git(folder, 'merge-base', before, 'journal')).toBe(before);
}

/** Expects that a population goes on, where the fault is over. */
async function expectToGoOn(folder: string): Promise<void> {
  if (typeof user !== 'string') execFileSync('chown', ['-R', String(process.getuid?.()), folder]);
  const attempts = Number(git(folder, 'rev-list', '--count', '--first-parent', 'journal')) * 100;
  const resumed = await germline(folder, 'resume', 'p', '--evaluations', String(attempts), '--for', '1s', '--json');
  expect(resumed).toMatchObject({ code: 0 });
}

test.for([
  ['--nofile=64', /At most 64 open files are allowed here.*ulimit -n \d+/],
  ['--nproc=20', /At most 20 processes are allowed here.*ulimit -u \d+/],
] as const)('a limit that is too low is named before anything runs: %s', async ([limit, says], context) => {
  if (typeof user === 'string') return context.skip(user);
  const folder = newFolder();
  user.own(folder);
  const result = await user.start(folder, ['prlimit', limit], ...search('./near-hundred')).finished;
  expect(result).toMatchObject({ code: 2, err: expect.stringMatching(says) });
});

const problems = ['./near-hundred', ...(missing ? [] : ['bin-packing-python'])];
const limits = ['--nofile=20', '--nproc=3'];
test.for(problems.flatMap((problem) => limits.map((limit) => [problem, limit] as const)))(
  'a search of %s whose limits are lowered ends with one line and loses nothing: %s',
  async ([problem, limit], context) => {
    if (typeof user === 'string') return context.skip(user);
    const folder = newFolder();
    user.own(folder);
    const running = user.start(folder, [], ...search(problem));
    const before = await recorded(folder, running);
    user.run('prlimit', '--pid', String(running.child.pid), limit);
    // What it has started goes: only something new meets the limit.
    for (const pid of processesBelow(running.child.pid!)) killIfThere(pid);
    await expectEnd(folder, running, before, /raise the limit|fast-import/);
    await expectToGoOn(folder);
  },
);

test('a folder for populations where nothing may be written is one line', async (context) => {
  if (typeof user === 'string') return context.skip(user);
  const folder = newFolder();
  mkdirSync(join(folder, 'populations'));
  user.own(folder);
  chmodSync(join(folder, 'populations'), 0o555);
  const result = await user.start(folder, [], ...search('./near-hundred')).finished;
  expect(result).toMatchObject({
    code: 2,
    err: expect.stringMatching(/populations\/p\.git could not be made: no permission; .*EACCES/),
  });
});

test('a population that becomes read-only ends its search, and loses nothing', async (context) => {
  if (typeof user === 'string') return context.skip(user);
  const folder = newFolder();
  user.own(folder);
  const running = user.start(folder, [], ...search('./near-hundred'));
  const before = await recorded(folder, running);
  execFileSync('chmod', ['-R', 'a-w', join(folder, 'populations/p.git')]);
  await expectEnd(folder, running, before, /ermission/);
  execFileSync('chmod', ['-R', 'u+w', join(folder, 'populations/p.git')]);
  await expectToGoOn(folder);
});

/** Mounts memory of a size at a place, for this test only; false where only a more privileged user may. */
function mount(place: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=1777`, 'tmpfs', place], { stdio: 'ignore' });
    onTestFinished(() => void execFileSync('umount', ['-l', place]));
    return true;
  } catch {
    return false;
  }
}

test('a search needs no shared memory of the machine', async (context) => {
  const folder = newFolder();
  const tiny = 'mount -t tmpfs -o size=4k tmpfs /dev/shm && head -c 4k /dev/zero >/dev/shm/all && exec "$@"';
  try {
    execFileSync('unshare', ['-m', 'sh', '-c', tiny, 'sh', 'true'], { stdio: 'ignore' });
  } catch {
    return context.skip('only root may make /dev/shm small');
  }
  for (const problem of problems) {
    const words = [process.execPath, command, 'run', problem, '--attempts', '5', '--json'];
    const { out } = await startBy('unshare', folder, '-m', 'sh', '-c', tiny, 'sh', ...words).finished;
    expect(JSON.parse(out)).toMatchObject({ ending: 'attempts' });
  }
});

test('a full place for temporary files blames no candidate, ends the search with one line, and loses nothing', async (context) => {
  if (missing) return context.skip(missing);
  const [folder, place] = [newFolder(), mkdtempSync(join(tmpdir(), 'germline-full-'))];
  onTestFinished(() => rmSync(place, { recursive: true }));
  if (!mount(place, '8m')) return context.skip('only root may make a small disk');
  const running = startBy('env', folder, `TMPDIR=${place}`, process.execPath, command, ...search('bin-packing-python'));
  const before = await recorded(folder, running);
  try {
    writeFileSync(join(place, 'all'), Buffer.alloc(2 ** 24));
  } catch {
    // It is full.
  }
  await expectEnd(folder, running, before, /the disk is full; make room.*ENOSPC/i);
  const { out } = await germline(folder, 'log', 'p', '--json');
  expect(out).not.toContain('ENOSPC');
  await expectToGoOn(folder);
});

test('a clock that is set back by a day changes neither the length of a search nor what it recorded', async (context) => {
  const noCompiler = whyNoPrograms('cc');
  if (noCompiler) return context.skip(noCompiler);
  const folder = newFolder();
  const [library, mark] = [join(folder, 'clock.so'), join(folder, 'back')];
  const source = join(import.meta.dirname, '../fixtures/power/clock-back.c');
  execFileSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  const environment = [`LD_PRELOAD=${library}`, `CLOCK_BACK=${mark}`];
  const date = () => Number(execFileSync('env', [...environment, process.execPath, '-p', 'Date.now()']));
  const words = [...environment, process.execPath, command, ...search('./near-hundred'), '--for', '8s', '--json'];
  const running = startBy('env', folder, ...words);
  const before = await recorded(folder, running);
  writeFileSync(mark, '');
  expect(date()).toBeLessThan(Date.now() - 23 * 60 * 60 * 1000);
  const { out, code } = await running.finished;
  expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, ending: 'time' });
  expect(git(folder, 'fsck', '--no-dangling')).toBe('');
  expect(git(folder, 'merge-base', before, 'journal')).toBe(before);
  const { out: text } = await germline(folder, 'log', 'p', '--json');
  const times = JSON.parse(text).map(({ at }: { at: number }) => at);
  expect(times).toEqual(times.toSorted((a: number, b: number) => b - a));
  await expectToGoOn(folder);
});
