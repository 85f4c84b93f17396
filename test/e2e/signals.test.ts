import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { command, germline, isThere, processesBelow, start, startBy, until } from './germline.ts';
import { newFolder } from './new-folder.ts';

const linux = process.platform === 'linux';
const root = join(import.meta.dirname, '../..');

/** A Node on the path that is too old for the engine, so that the launcher starts another one. */
function olderNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'node')).find(isOld);
}

function isOld(node: string): boolean {
  try {
    const said = execFileSync(node, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/^v(\d+)/.exec(said)?.[1]) < 26;
  } catch {
    return false;
  }
}

const old = olderNode();

test.each([
  ['this Node', 'SIGTERM', process.execPath],
  ['this Node', 'SIGHUP', process.execPath],
  ...(old
    ? ([
        ['an older Node', 'SIGINT', old],
        ['an older Node', 'SIGHUP', old],
      ] as const)
    : []),
] as const)(
  'started by %s, a run that gets %s finishes what is under way and leaves no process',
  async (_, signal, node) => {
    const folder = newFolder();
    const run = startBy(node, folder, command, 'run', './near-hundred', '--population', 'p');
    await until(() => /\d+ attempts(?:,| and) /.test(run.printed()));
    const all = processesBelow(run.child.pid!);
    run.child.kill(signal);
    expect(await run.finished).toMatchObject({ code: 0, out: expect.stringMatching(/interrupted: \d+ attempts/) });
    await until(() => !all.some(isThere));
  },
);

test.skipIf(!old || !linux)('a launcher that is killed takes the run that it started with it', async () => {
  const folder = newFolder();
  const run = startBy(old!, folder, command, 'run', './near-hundred', '--population', 'p');
  await until(() => run.printed().includes('Ctrl-C stops it'));
  const all = processesBelow(run.child.pid!);
  run.child.kill('SIGKILL');
  expect((await run.finished).out).toContain('interrupted');
  await until(() => !all.some(isThere));
});

test.skipIf(!linux)('a page that npx started ends with npx', async () => {
  const folder = newFolder();
  expect((await germline(folder, 'run', './near-hundred', '--attempts', '5', '--population', 'p')).code).toBe(0);
  const path = join(folder, 'populations/p.git');
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
    const page = startBy('npx', root, '--yes', 'germline', 'ui', path);
    await until(() => page.printed().includes('Press Ctrl-C'));
    const all = processesBelow(page.child.pid!);
    expect(all.length).toBeGreaterThan(1);
    page.child.kill(signal);
    await page.finished;
    await until(() => !all.some(isThere));
  }
});

test('under nohup a run outlives its terminal', async () => {
  const folder = newFolder();
  const child = spawn(process.execPath, [command, 'run', './near-hundred', '--for', '4s', '--population', 'p'], {
    ...{ cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
    env: { ...process.env, _: '/usr/bin/nohup' },
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close');
  await until(() => said.includes('Ctrl-C stops it'));
  child.kill('SIGHUP');
  expect(await ended).toEqual([0, null]);
  expect(said).toContain('the time is up');
});

test('a run with a limit of time ends by itself, also with a page and an event file, and says what it does at the end', async () => {
  const folder = newFolder();
  const listeners = ['--ui', '--events', 'events.jsonl'];
  const { code, out } = await start(folder, 'run', './near-hundred', '--for', '3s', '--population', 'p', ...listeners)
    .finished;
  expect(code).toBe(0);
  expect(out).toMatch(/The search is over: (?:simplifying and )?auditing its winner, about \d+s\./);
  expect(readdirSync(join(folder, 'populations/p.git'))).not.toContain('germline.lock');
  expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).toContain('"event":"ended"');
});

test('the command that a run prints last continues it; without a larger limit it says which one to pass', async () => {
  const folder = newFolder();
  const args = ['--attempts', '5', '--seed', '1', '--deterministic', '--population', 'my run'];
  const first = JSON.parse((await germline(folder, 'run', './near-hundred', ...args, '--json')).out);
  const again = await germline(folder, 'resume', 'my run');
  const [, attempts = ''] =
    /Pass a larger one: (?:npx )?germline resume 'my run' --attempts (\d+)/.exec(again.out) ?? [];
  expect(first.resume).toMatch(new RegExp(`^(npx )?germline resume 'my run' --attempts ${attempts}$`));
  expect(again.out).toContain('0 attempts in');
  const third = await germline(folder, 'resume', 'my run', '--attempts', attempts, '--json');
  expect(JSON.parse(third.out).attempts).toBeGreaterThanOrEqual(5);
});
