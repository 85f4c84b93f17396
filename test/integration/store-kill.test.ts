import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecord } from '../../src/record/read-record.ts';
import { gitChildren, killIfThere, untilGitRests } from '../fixtures/git-children.ts';
import { scratch } from '../scratch.ts';

const writer = join(import.meta.dirname, '../fixtures/store-writer.ts');

/** Lets a writer write for a while, kills the named process, and returns the acknowledged numbers. */
async function writeAndKill(path: string, victim: 'both' | 'git' | 'node', milliseconds: number): Promise<number[]> {
  const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exited = once(child, 'close');
  while (!/^\d+$/m.test(said) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const gits = gitChildren(child.pid as number);
  if (victim !== 'git') child.kill('SIGKILL');
  if (victim !== 'node') for (const { pid } of gits) killIfThere(pid);
  // Between two batches there may be no git to kill, or one that the writer does without.
  const survivor = setTimeout(() => child.kill('SIGKILL'), 1000);
  await exited;
  clearTimeout(survivor);
  const whole = said.slice(0, said.lastIndexOf('\n'));
  return whole.split('\n').flatMap((line) => (/^\d+$/.test(line) ? [Number(line)] : []));
}

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
