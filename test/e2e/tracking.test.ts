import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeMlflow } from '../fixtures/fake-mlflow.ts';
import { writeProblem } from '../fixtures/problem.ts';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

test('a run and its continuation are one run of the tracking server, whose token is nowhere', async () => {
  await using server = new FakeMlflow();
  const folder = scratch();
  writeProblem(folder, { fields: "knownBest: { score: 0, source: 'arithmetic' }," });
  const tracking = ['--mlflow', await server.start(), '--json'];
  process.env.MLFLOW_TRACKING_TOKEN = 'not-to-be-seen';
  const first = await germline(folder, 'run', './near-hundred', '--attempts', '100', '--seed', '3', ...tracking);
  const second = await germline(folder, 'resume', 'near-hundred-1', '--attempts', '150', ...tracking);
  delete process.env.MLFLOW_TRACKING_TOKEN;
  expect([first.code, second.code], first.err + second.err).toEqual([0, 0]);
  const [begun, ended] = [JSON.parse(first.out), JSON.parse(second.out)];

  expect(server.experiments).toEqual(['Default', 'near-hundred']);
  expect(server.runs).toHaveLength(1);
  const { name, status, params, tags } = server.runs[0]!;
  expect([name, status]).toEqual(['near-hundred-1', 'FINISHED']);
  expect(Object.fromEntries(params)).toMatchObject({
    problem: 'near-hundred',
    direction: 'max',
    seed: '3',
    models: 'none',
  });
  const curve = server.curve('best_score').toSorted(([a], [b]) => a - b);
  expect(curve[0]).toEqual([0, begun.initial]);
  expect(curve.at(-1)).toEqual([begun.attempts + ended.attempts, ended.best.score]);
  expect(curve.filter(([step, score]) => step === begun.attempts && score === begun.best.score)).not.toEqual([]);
  if (begun.best.attempt > 0) expect(tags.get('germline.best')).toMatch(/^#\d+: ./);
  expect(server.curve('known_best')[0]).toEqual([0, 0]);

  expect([...server.authorizations]).toEqual(['Bearer not-to-be-seen']);
  expect(first.out + first.err + second.out + second.err).not.toMatch(/not-to-be-seen/);
  const objects = [
    '-C',
    join(folder, 'populations', 'near-hundred-1.git'),
    'cat-file',
    '--batch-all-objects',
    '--batch',
  ];
  expect(execFileSync('git', objects, { maxBuffer: 2 ** 28 }).includes('not-to-be-seen')).toBe(false);
});

test('an address that is none is wrong use, before anything is made', async () => {
  const folder = scratch();
  writeProblem(folder);
  const { code, err } = await germline(folder, 'run', './near-hundred', '--attempts', '1', '--mlflow', 'mlruns');
  expect(code).toBe(2);
  expect(err).toMatch(/--mlflow must be the address of a tracking server, such as http:/);
});
