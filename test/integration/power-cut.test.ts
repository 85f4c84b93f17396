import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/record/git-store.ts';
import { readRecord } from '../../src/record/read-record.ts';
import { anAttempt } from '../factory.ts';
import { untilGitRests } from '../fixtures/git-children.ts';
import { writeAndKill } from '../fixtures/killed-writer.ts';
import { cutNames, cutTails, readSyncs, watchSyncs } from '../fixtures/power/power-cut.ts';
import { scratch } from '../scratch.ts';

function hasCompiler(): boolean {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Checks that a copy holds everything up to this attempt, is whole, and takes more. */
async function expectWhole(copy: string, acknowledged: number): Promise<void> {
  expect(execFileSync('git', ['-C', copy, 'fsck', '--no-dangling'], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
  const store = await openStore(copy, {});
  expect(store.recorded).toBeGreaterThan(acknowledged);
  await store.append({ attempt: anAttempt({ number: store.recorded, drawn: { parent: acknowledged } }) }, {});
  await store.close();
  const record = await readRecord(copy);
  expect(await record.files(record.entry(acknowledged))).toMatchObject({
    'main.ts': `export const n = ${acknowledged};\n`,
  });
  await record.close();
}

test.skipIf(process.platform !== 'linux' || !hasCompiler())(
  'a power cut at any moment loses no acknowledged attempt: neither unsynced ends of files nor unsynced names count',
  async () => {
    const folder = scratch();
    const [path, copy, log] = ['population.git', 'copy.git', 'syncs'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const env = watchSyncs(folder, log);
    for (let round = 0; round < 6; round++) {
      const acknowledged = Math.max(...(await writeAndKill(path, 'both', (round * 67) % 300, env)));
      await untilGitRests(path);
      const synced = readSyncs(log);
      cutTails(path, copy, synced);
      await expectWhole(copy, acknowledged);
      cutTails(path, copy, synced);
      cutNames(path, copy, synced, ['objects/pack', 'refs/heads']);
      await expectWhole(copy, acknowledged);
    }
  },
);
