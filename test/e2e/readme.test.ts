import { simpleGit } from 'simple-git';
import { expect, test } from 'vitest';
import { blocksOf, writeFiles } from '../fixtures/document.ts';
import { whyNoPrograms } from '../fixtures/native.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

const missing = whyNoPrograms('python3');
if (missing) console.warn(`NOT TESTED: the example of the README, which is in Python. ${missing}`);

test.skipIf(missing)("the README's own problem is checked, and a run improves it", async () => {
  const folder = scratch();
  writeFiles(
    folder,
    blocksOf('README.md').filter(({ path }) => path !== ''),
  );
  expect(await germline(folder, 'check', './jobs')).toMatchObject({ code: 0 });
  const run = await germline(folder, 'run', './jobs', '--attempts', '150', '--seed', '1', '--json');
  expect(run).toMatchObject({ code: 0 });
  const { best, initial } = JSON.parse(run.out);
  expect(best.score).toBeLessThan(initial);
});

test.skipIf(missing)("the newcomer's problem is checked, and a run improves it", async () => {
  const folder = scratch();
  writeFiles(folder, blocksOf('docs/newcomer.md'));
  await simpleGit(folder).init();
  expect(await germline(folder, 'check', './parcels')).toMatchObject({ code: 0 });
  const run = await germline(folder, 'run', './parcels', '--attempts', '100', '--seed', '1', '--json');
  const { best, initial } = JSON.parse(run.out);
  expect(best.score).toBeGreaterThan(initial);
  // A run is a repository of its own: git sees the newcomer's files alone.
  expect((await simpleGit(folder).status()).not_added).toEqual([
    'parcels/evaluator.py',
    'parcels/parcels.py',
    'parcels/problem.yaml',
  ]);
});
