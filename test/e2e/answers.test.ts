import { expect, test } from 'vitest';
import { scratch } from '../scratch.ts';
import { germline } from './germline.ts';

const folder = scratch();

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
});
