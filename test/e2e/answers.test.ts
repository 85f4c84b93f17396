import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

const folder = scratch();

const linesOf = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test.each([
  ['circle-packing-26', (score: number) => score > 2.63],
  ['tsp-heuristic', (score: number) => score < 3],
] as const)('the answers that come with %s are asked for without a declared model', async (problem, isGood) => {
  const options = [
    '--answers',
    'answers.jsonl',
    '--proposers',
    'none',
    '--set',
    'simplify=false',
    '--set',
    'tune=false',
  ];
  const run = await germline(folder, 'run', problem, ...options, '--seed', '1', '--population', problem, '--json');
  expect(run.code).toBe(0);
  const { ending, best } = JSON.parse(run.out);
  expect(ending).toBe('models');
  expect(best.score).toSatisfy(isGood);

  const files = ['--training', `${problem}.jsonl`, '--pairs', `${problem}-pairs.jsonl`];
  const exported = await germline(folder, 'export', problem, ...files, '--json');
  const [training, pairs] = files.filter((_, index) => index % 2 === 1).map(linesOf);
  expect(JSON.parse(exported.out)).toMatchObject({
    training: { lines: training!.length },
    pairs: { lines: pairs!.length },
  });
  expect(training!.map(({ score }) => score)).toContain(best.score);
  for (const { messages } of training!) expect(messages[0].role).toBe('system');

  const again = await germline(folder, 'export', problem, ...files);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('already exists')]);
  const aimless = await germline(folder, 'export', problem, '--score', '1');
  expect([aimless.code, aimless.err]).toEqual([2, expect.stringContaining('--training FILE')]);
});
