import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder, removeFolder, removeLeftovers } from '../../src/evaluation/temporary-folder.ts';
import { scratch } from '../scratch.ts';

test('folders of processes that have ended are removed, those of living ones and of other machines are not', async () => {
  const own = await makeTemporaryFolder('test');
  const [, machine] = new RegExp(`^germline-test-([0-9a-f]{10})-${process.pid}-`).exec(basename(own))!;
  const { pid } = spawnSync('true');
  const place = scratch();
  const of = (machine: string, pid: number) => `germline-test-${machine}-${pid}-abcdef`;
  const kept = [
    of(machine!, process.pid),
    of(machine!, process.ppid),
    of('0123456789', pid),
    'germline-test-abcdef',
    'x',
  ];
  for (const name of [of(machine!, pid), ...kept]) mkdirSync(join(place, name));
  writeFileSync(join(place, of(machine!, pid), 'file'), '');
  await removeLeftovers(place);
  expect(readdirSync(place).toSorted()).toEqual(kept.toSorted());
  renameSync(own, join(place, 'own')); // the folder of scratch files goes with the test
});

test('a folder goes although a program closed one in it', async () => {
  const place = join(scratch(), 'place');
  mkdirSync(join(place, 'closed/below'), { recursive: true });
  chmodSync(join(place, 'closed'), 0);
  await removeFolder(place);
  expect(existsSync(place)).toBe(false);
});
