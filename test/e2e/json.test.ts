import { expect, test } from 'vitest';
import { slowNoisyScore, writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

test('standard output holds one document, whatever a problem prints while it is loaded and while it scores', async () => {
  const folder = scratch();
  const fields = "direction: (console.log('printed while loading'), process.stdout.write('written'), 'max'),";
  writeProblem(folder, { score: slowNoisyScore, fields });
  const print = async (...args: string[]) => {
    const { out, err } = await germline(folder, ...args, '--json');
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    return { document: JSON.parse(out), err };
  };
  const evaluated = await print('eval', './near-hundred');
  expect(evaluated.document).toMatchObject({ status: 'scored', score: -90.25 });
  expect(evaluated.err).toContain('printed while loading');
  expect((await print('problems', './near-hundred')).document).toMatchObject([{ name: 'near-hundred' }]);
  const run = await print('run', './near-hundred', '--attempts', '40', '--seed', '3', '--deterministic');
  expect(run.document).toMatchObject({ population: 'near-hundred-1', ending: 'attempts' });
  expect((await print('report', 'near-hundred-1')).document.facts).toMatchObject({ problem: 'near-hundred' });
  expect((await print('replay', 'near-hundred-1')).document).toMatchObject({ same: true });
  const { document } = await print('export', 'near-hundred-1', '--patch');
  expect(document).toMatchObject({ attempt: run.document.best.attempt, patch: expect.stringContaining('diff --git') });
});
