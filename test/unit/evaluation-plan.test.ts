import { expect, test } from 'vitest';
import { correctStage, type Kernel } from '../../evaluators/kit/kernel.ts';
import { unrelatedSeeds } from '../../evaluators/kit/rng.ts';
import type { Evaluator } from '../../src/api/evaluator.ts';
import { planStages } from '../../src/evaluation/plan.ts';
import { driveScript, realmMaker } from '../../workers/realm.ts';

const stage = { drive: () => 1, score: () => ({ score: 1 }) };
const evaluator: Evaluator = {
  name: 'sums',
  interface: '',
  stages: [
    { ...stage, name: 'first', inputs: ['a', 'b'] },
    { ...stage, name: 'second', inputs: ['a', 'b'] },
  ],
};

const statesOf = (seed: number) => planStages(evaluator, seed).flatMap(({ randomStates }) => randomStates);

test('chance starts elsewhere for each seed, stage and input, and for the same ones in the same place', () => {
  const all = [0, 1, 2, 12_345].flatMap(statesOf);
  expect(new Set(all.flat()).size).toBe(48);
  expect([0, 1, 2, 12_345].flatMap(statesOf)).toEqual(all);
  // On every machine: SHA-256 of `Math.random 1 0 0`.
  expect(statesOf(1)[0]).toEqual([-749_121_542, -763_812_970, 1_695_813_245]);
});

test('what the sandbox is told does not hold the seed', () => {
  const seed = 1_234_567_891;
  expect(JSON.stringify(planStages(evaluator, seed))).not.toContain(`${seed}`);
});

test('a realm’s chance is that of its state', () => {
  const { inside, compile, evaluate } = realmMaker()();
  inside.limit(1000);
  inside.reseed(1, 2, 3);
  const drive = evaluate(driveScript('(roll) => [roll(), roll(), roll()]'));
  inside.drive(compile('return Math.random;'), drive, '0');
  // By hand: 1 + 2 + 1; 2 + 27 + 2; (27 ^ 0) + 9 * (3 * 2 ** 21 + 4) + 3.
  expect(JSON.parse(inside.evidence())).toEqual([[4, 31, 9 * (3 * 2 ** 21 + 4) + 30].map((word) => word / 2 ** 32)]);
});

test('seeds for one purpose tell nothing of those for another, nor of the seed that they are made of', () => {
  const kernel: Kernel = {
    ...{ name: 'add', times: (a) => a, terms: () => 1 },
    shape: () => ({ a: 1, b: 1, rows: 1, columns: 1 }),
  };
  const { inputs } = correctStage(kernel, () => [
    [1, 1, 1],
    [2, 2, 2],
  ]);
  const shown = (inputs as (seed: number) => readonly { seed: number }[])(7).map(({ seed }) => seed);
  const others = [...unrelatedSeeds(7, 100), 7, 7 * 31];
  expect(shown.filter((seed) => others.includes(seed))).toEqual([]);
  expect(new Set(shown).size).toBe(2);
});
