import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killOnce, victims } from '../fixtures/kills.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';

// The long form is bench/kills.ts.
test.skipIf(process.platform !== 'linux')(
  'a search whose engine, git, host or reader is killed at any moment loses nothing acknowledged and leaves no process',
  async () => {
    const folder = scratch();
    const problem = writeProblem(folder);
    const path = join(folder, 'population.git');
    let before: readonly number[] = [];
    for (let round = 0; round < 12; round++) {
      const run = { problem, path, before };
      const { acknowledged, ...left } = await killOnce(run, victims[round % victims.length]!, (round * 53) % 400);
      expect(left).toMatchObject({ lost: [], faults: '', orphans: 0 });
      before = [...before, ...acknowledged];
    }
    expect(before.length).toBeGreaterThan(12);
  },
);
