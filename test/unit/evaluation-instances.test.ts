import { expect, test } from 'vitest';
import type { Evaluator, Stage } from '../../src/api/evaluator.ts';
import { checkInstances, checkSizes } from '../../src/evaluation/instances.ts';

const stage = (name: string, more: Partial<Stage> = {}): Stage => ({
  ...{ name, drive: () => null, score: () => ({ score: 0 }) },
  ...more,
});
const evaluator = (...stages: Stage[]): Evaluator => ({ name: 'e', interface: '', stages });
const list = (length: number) => Array.from({ length }, (_, i) => i);
const hidden = stage('hidden', { inputs: [[1]], heldBack: true });

test.each<[string, Stage, string | undefined]>([
  ['inputs', stage('s', { inputs: list(3) }), 'only 3'],
  ['enough inputs', stage('s', { inputs: list(10) }), '10'],
  ['one input that is a list of instances', stage('s', { inputs: [list(4).map((n) => ({ n }))] }), 'only 4'],
  ['one input that holds one', stage('s', { inputs: [{ graphs: list(12).map(list), seed: 1 }] }), '12'],
  ['one list of numbers, which is one instance', stage('s', { inputs: [list(50)] }), 'only 1'],
  ['a race, where rounds count', stage('s', { inputs: list(2), timing: { rounds: 9 } }), undefined],
])('instances: %s', (_, searched, detail) => {
  expect(checkInstances(evaluator(searched, hidden))[0]?.detail).toBe(detail);
});

test('a single instance that is the problem is not counted', () => {
  expect(checkInstances(evaluator(stage('s', { inputs: [26] })))).toEqual([]);
});

test('instances that only an evaluator in Python knows are not counted', () => {
  const python = { ...stage('s'), python: { kind: 'drives' } } as unknown as Stage;
  expect(checkInstances(evaluator(python, hidden))).toEqual([]);
  expect(checkSizes(evaluator(python))).toEqual([]);
});

test('sizes that differ between seeds, or are held back, are other sizes', () => {
  const seeded = stage('s', { inputs: (seed: number) => [list(20 + seed)] });
  const fixed = stage('s', { inputs: [list(20)] });
  const longer = stage('hidden', { inputs: [list(30)], heldBack: true });
  const statuses = [[seeded], [fixed, longer], [fixed], [stage('s', { inputs: [7] })]].map(
    (stages) => checkSizes(evaluator(...stages))[0]?.status,
  );
  expect(statuses).toEqual(['held', 'held', 'look', undefined]);
});

test('of lists of many lengths, the shortest are to be tried', () => {
  const of = (...lengths: number[]) => checkSizes(evaluator(stage('s', { inputs: lengths.map(list) })))[1];
  expect(of(5, 9, 20, 30)).toMatchObject({ status: 'look', detail: 'none is empty or of one item' });
  expect(of(0, 9, 20, 30)).toMatchObject({ status: 'look', detail: 'none is of one item' });
  expect(of(0, 1, 20, 30)).toMatchObject({ status: 'held' });
  expect(of(5, 9)).toBeUndefined();
});
