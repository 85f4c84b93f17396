import { expect, test } from 'vitest';
import { describeResult, type RunResult } from '../../src/cli/run-result.ts';
import { Progress } from '../../src/report/progress.ts';

const result: RunResult = {
  ...{ population: 'mine', ending: 'attempts', attempts: 10, milliseconds: 1000, initial: 1, models: [] },
  silent: [],
  direction: 'max',
  best: { attempt: 7, score: 4, audited: true },
};
const said = (knownBest?: number, more: Partial<RunResult> = {}) =>
  describeResult({ ...result, ...more, knownBest }, new Progress(process.stdout));

test('the last words of a run say that a score above the best known is to be checked', () => {
  expect(said(3)).toContain('attempt 7, audited; above the best known: check it independently\n');
  for (const known of [4, 5, undefined]) expect(said(known)).toContain('attempt 7, audited\n');
});

test('where lower is better, a score below the best known is to be checked', () => {
  const min = { direction: 'min', initial: 9 } as const;
  expect(said(5, min)).toContain(
    'best 4 (-5 against the initial program), attempt 7, audited; below the best known: check',
  );
  for (const known of [4, 3, undefined]) expect(said(known, min)).toContain('attempt 7, audited\n');
});

test('they say why a model has never answered', () => {
  const silent = [{ label: 'small', tries: 3, reason: '404: no such \u001bmodel' }];
  expect(said(undefined, { silent })).toContain(
    '\nmodel small never answered, in 3 tries: 404: no such \\u{1b}model\nbest 4',
  );
});
