import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EnvironmentError } from '../../src/api/errors.ts';
import type { Files } from '../../src/api/program.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import type { Entrance, Jail, Room } from '../../src/evaluation/jail/jail.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { description, makeRepository, whyNoRepositories, withBody } from '../fixtures/repository.ts';
import { brief } from '../fixtures/repository-evaluate.ts';

const missing = whyNoRepositories();
if (missing) console.warn(`NOT TESTED: commands of a repository on a machine with faults; ${missing}`);

const fast: Files = { 'src/sum.js': withBody('  return ((n - 1) * n * (2 * n - 1)) / 6;') };

/** Opens an evaluator of a repository, whose candidates enter a jail as `enterRoom` says. */
async function open(root: string, wrap: (enterRoom: NonNullable<Jail['enterRoom']>) => Jail['enterRoom'] = (it) => it) {
  const problem = await loadProblem(root);
  const jail = chooseJail('system')!;
  const enterRoom = wrap(jail.enterRoom!)!;
  const pool = await openEvaluatorPool({ problem, workers: 2, seed: 1, jail: { ...jail, enterRoom } });
  onTestFinished(() => pool.close());
  return async (files: Files) => await pool.evaluate(withFiles(problem.initial, files));
}

/** Mounts a small disk for temporary files, for this test only; false where only a more privileged user may. */
function onSmallDisk(size: string): string | undefined {
  const place = mkdtempSync(join(tmpdir(), 'germline-small-'));
  const before = process.env.TMPDIR;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=1777`, 'tmpfs', place], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  process.env.TMPDIR = place;
  onTestFinished(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    execFileSync('umount', ['-l', place]);
    rmSync(place, { recursive: true });
  });
  return place;
}

describe.skipIf(missing)('where the machine is at fault, no candidate of a repository is blamed:', () => {
  test('a disk that is full', async (context) => {
    const build = `import { writeFileSync } from 'node:fs';\nwriteFileSync('built', Buffer.alloc(4 << 20));\n`;
    const files = { 'build.js': build, '.gitignore': 'node_modules\nbuilt\n' };
    const root = makeRepository(files, `${description}checks: [node build.js]\n`);
    const place = onSmallDisk('64m');
    if (place === undefined) return context.skip('only root may make a small disk');
    const evaluate = await open(root);
    expect(brief(await evaluate(fast))).toMatch(/^score \d/);
    const { bavail, bsize } = statfsSync(place);
    writeFileSync(join(place, 'all'), Buffer.alloc(bavail * bsize - (3 << 20)));
    const other = { 'src/sum.js': withBody('  return (n * (n - 1) * (2 * n - 1)) / 6;') };
    await expect(evaluate(other)).rejects.toThrow(/the disk is full.*ENOSPC/);
    await expect(evaluate(other)).rejects.toThrow(EnvironmentError);
    rmSync(join(place, 'all'));
    expect(brief(await evaluate(other))).toMatch(/^score \d/);
  });

  test.for([
    ['once', 1],
    ['from now on', Number.POSITIVE_INFINITY],
  ] as const)('a sandbox that does not start, %s', async ([, times]) => {
    let left = 0;
    const wrap = (enterRoom: (room: Room) => Promise<Entrance>) => async (room: Room) => {
      const entrance = await enterRoom(room);
      return left-- > 0 ? { ...entrance, words: ['/bin/false'] } : entrance;
    };
    const evaluate = await open(makeRepository(), wrap);
    expect(brief(await evaluate(fast))).toMatch(/^score \d/);
    left = times;
    const result = evaluate({ 'src/sum.js': withBody('  return (n * (n - 1) * (2 * n - 1)) / 6;') });
    if (times === 1) expect(brief(await result)).toMatch(/^score \d/);
    else await expect(result).rejects.toThrow('Programs no longer start in the sandbox of this machine');
  });
});
