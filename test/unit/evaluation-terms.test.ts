import { expect, test } from 'vitest';
import type { LoadedProblem } from '../../src/api/problem.ts';
import { termsOf } from '../../src/evaluation/terms.ts';
import { readProgram } from '../../src/language/program.ts';

const initial = readProgram({ 'main.go': 'package main\n' });
const score = () => ({ score: 1 });
const loaded = (stages: LoadedProblem['problem']['evaluator']['stages']): LoadedProblem => ({
  problem: { name: 'p', statement: '', evaluator: { name: 'e', interface: '', stages } },
  ...{ path: '', initial, fingerprint: '' },
});

test('stages have all their limits, and calls without the gaps of types; held-back stages are not told', () => {
  const drive = new Function('return (candidate        , n       ) => candidate.f(n)')() as () => unknown;
  const stage = { name: 'fit', drive, score, limits: { milliseconds: 70 } };
  expect(termsOf(loaded([stage, { ...stage, name: 'audit', heldBack: true }]))).toEqual([
    {
      name: 'fit',
      limits: { milliseconds: 70, megabytes: 256, evidenceCharacters: 4_000_000 },
      call: '(candidate, n) => candidate.f(n)',
    },
  ]);
});

test('commands are called by their build and their run, with the threads that a runtime needs', () => {
  const command = { build: ['go', 'build'], run: './main --fast' };
  expect(termsOf(loaded([{ name: 'race', command, score }]))).toMatchObject([
    { limits: { milliseconds: 10_000, buildMilliseconds: 60_000, threads: 64 }, call: 'go build\n./main --fast' },
  ]);
});
