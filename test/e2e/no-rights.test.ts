import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { otherUser } from '../fixtures/other-user.ts';
import { scratch } from '../scratch.ts';
import { newFolder } from './new-folder.ts';

const user = otherUser();
if (typeof user === 'string') console.warn(`NOT TESTED: what a user without rights is told; ${user}`);

/** Runs the command line as a user without a home that the system does not know, as in a container. */
async function tell(folder: string, ...args: readonly string[]) {
  if (typeof user === 'string') throw new Error(user);
  const { code, err } = await user.start(folder, ['env', '--unset', 'HOME'], ...args).finished;
  expect(err).not.toMatch(/\n\s+at .+:\d+:\d+/);
  return { code, said: err.trim().split('\n').at(-1) };
}

const refused = (place: string) => ({
  code: 2,
  said: expect.stringMatching(new RegExp(`^germline: .*${place}.*no permission; .*\\(EACCES\\)\\.`)),
});

test('a user that the system does not know, and that has no home, can search', async (context) => {
  if (typeof user === 'string') return context.skip(user);
  const folder = newFolder();
  user.own(folder);
  const { code } = await tell(folder, 'run', './near-hundred', '--attempts', '3');
  expect(code).toBe(0);
});

test('what may not be read or written is named in one line, whatever the command', async (context) => {
  if (typeof user === 'string') return context.skip(user);
  const folder = newFolder();
  mkdirSync(join(folder, 'repository'));
  execFileSync('git', ['-C', join(folder, 'repository'), 'init', '-q']);
  writeFileSync(join(folder, 'secret.ts'), '');
  user.own(folder);
  expect(await tell(folder, 'run', './near-hundred', '--attempts', '3', '--population', 'p')).toEqual({
    code: 0,
    said: expect.any(String),
  });
  const population = join(folder, 'populations/p.git');
  for (const path of ['secret.ts', 'repository/.git']) chmodSync(join(folder, path), 0);
  expect(await tell(folder, 'eval', './near-hundred', '--candidate', 'secret.ts')).toEqual(refused('secret.ts'));
  expect(await tell(folder, 'add', 'p', 'secret.ts')).toEqual(refused('secret.ts'));
  expect(await tell(folder, 'init', 'repository')).toEqual(refused('repository/.git'));
  chmodSync(join(folder, 'near-hundred'), 0);
  expect(await tell(folder, 'run', './near-hundred')).toEqual(refused('near-hundred'));
  chmodSync(join(folder, 'near-hundred'), 0o755);
  chmodSync(population, 0o555);
  for (const command of ['resume', 'audit']) expect(await tell(folder, command, 'p')).toEqual(refused('p.git'));
  expect(await tell(folder, 'hint', 'p', 'think')).toEqual(refused('p.git'));
  chmodSync(join(population, 'objects'), 0);
  expect(await tell(folder, 'log', 'p')).toEqual(refused('p.git/objects'));
  chmodSync(population, 0);
  for (const command of ['best', 'report', 'ui', 'resume'])
    expect(await tell(folder, command, 'p')).toEqual(refused('p.git'));
  expect(await tell(folder, 'runs')).toEqual({ code: 0, said: expect.any(String) });
  chmodSync(join(folder, 'populations'), 0o555);
  expect(await tell(folder, 'run', './near-hundred', '--attempts', '3')).toEqual(refused('populations'));
  chmodSync(folder, 0o555);
  expect(await tell(folder, 'new', 'mine')).toEqual(refused('mine'));
});

test('a folder for temporary files that cannot be used is named with the variable that names another', async (context) => {
  if (typeof user === 'string') return context.skip(user);
  const [folder, closed] = [newFolder(), scratch()];
  user.own(folder);
  for (const place of [closed, join(folder, 'absent')]) {
    const { finished } = user.start(folder, ['env', `TMPDIR=${place}`], 'run', './near-hundred', '--attempts', '1');
    expect(await finished).toMatchObject({ code: 2, err: expect.stringMatching(/E(ACCES|NOENT).*TMPDIR/) });
  }
});
