import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecord } from '../../src/record/read-record.ts';
import { untilGitRests } from '../fixtures/git-children.ts';
import { writeAndKill } from '../fixtures/killed-writer.ts';
import { scratch } from '../scratch.ts';

// Reading /proc for the git child is the one part of this test that Linux alone has.
test.skipIf(process.platform !== 'linux')(
  'kill -9 at any moment, of the engine, of git or of both, loses no acknowledged attempt',
  async () => {
    const path = join(scratch(), 'population.git');
    const acknowledged: number[] = [];
    for (let round = 0; round < 24; round++) {
      const victim = (['both', 'git', 'node'] as const)[round % 3] as 'both' | 'git' | 'node';
      acknowledged.push(...(await writeAndKill(path, victim, (round * 17) % 90)));
      const record = await readRecord(path);
      const numbers = record.entries.map(({ attempt }) => attempt.number);
      expect(numbers.every((number, index) => number === index)).toBe(true);
      expect(numbers.length).toBeGreaterThan(Math.max(...acknowledged));
      const last = record.entry(Math.max(...acknowledged));
      expect(await record.files(last)).toMatchObject({ 'main.ts': `export const n = ${last.attempt.number};\n` });
      await record.close();
      await untilGitRests(path);
      const faults = execFileSync('git', ['-C', path, 'fsck', '--no-dangling'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(faults).toBe('');
    }
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
  },
);
