import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../../src/api/evaluation.ts';
import type { Evaluator } from '../../src/api/evaluator.ts';
import { type Answer, readAnswer, readJob } from '../../src/remote/messages.ts';

const stage = (name: string, more = {}) => ({ name, drive: () => 1, score: () => ({ score: 1 }), ...more });
const evaluator: Evaluator = {
  ...{ name: 'e', interface: '' },
  stages: [stage('first'), stage('second'), stage('hidden', { heldBack: true })],
};
const report = (name: string) => ({ name, score: 1, metrics: { m: 2 }, milliseconds: 3 });
const scored: Evaluation = {
  ...{ status: 'scored', score: 1, metrics: { m: 2 }, feedback: 'good\u0000' },
  stages: [report('first'), report('second')],
};
const failed: Evaluation = {
  status: 'failed',
  stage: 'second',
  reason: 'wrong',
  stages: [report('first')],
  feedback: '',
};
const answer: Answer = { machine: 'box-1#a1', layers: ['realm'], kind: 'x', evaluation: scored };

/** What an answer is taken for after its way through the queue. */
const read = (changed: unknown) => readAnswer(JSON.parse(JSON.stringify(changed)), evaluator);

test('what a machine answers arrives as it was', () => {
  expect(read(answer)).toEqual(answer);
  for (const evaluation of [failed, { ...failed, stages: [], stage: 'first' }, { ...failed, artifacts: { a: 'b' } }])
    expect(read({ ...answer, evaluation })).toEqual({ ...answer, evaluation });
  const combined = { ...failed, reason: 'evaluator-error', stages: scored.stages };
  expect(read({ ...answer, evaluation: combined })).toEqual({ ...answer, evaluation: combined });
});

describe('an answer is none where', () => {
  test.each<[string, object, RegExp]>([
    ['a score is no number', { evaluation: { ...scored, score: Number.NaN } }, /^evaluation\.score: .*number/],
    ['a metric is a text', { evaluation: { ...scored, metrics: { m: '2' } } }, /^evaluation\.metrics\.m/],
    ['a stage is left out', { evaluation: { ...scored, stages: [report('first')] } }, /^its stages are first$/],
    [
      'stages are in another order',
      { evaluation: { ...scored, stages: [...scored.stages].reverse() } },
      /^its stages are/,
    ],
    ['a stage was held back', { evaluation: { ...failed, stage: 'hidden' } }, /^its stages are/],
    ['the reason is unknown', { evaluation: { ...failed, reason: 'bored' } }, /^evaluation\.reason/],
    ['it says more than an answer does', { evaluation: { ...scored, placement: 'new' } }, /^evaluation/],
    ['it is long', { evaluation: { ...scored, feedback: 'x'.repeat(2 ** 20) } }, /^it is longer than 1048576/],
    ['its machine has a name that a terminal obeys', { machine: '\u001b[2Jbox#1' }, /^machine/],
    ['it is nobody’s', { machine: undefined }, /^machine/],
  ])('%s', (_, change, why) => {
    expect(read({ ...answer, ...change })).toMatch(why);
  });

  test.each([null, 1, 'answer', [], {}])('it is %j', (value) => {
    expect(typeof read(value)).toBe('string');
  });
});

test('an answer is none where a stage that was passed before has another score in it', () => {
  const before = (score: number) => [{ stage: 'first', report: { ...report('first'), score }, feedback: '' }];
  expect(readAnswer(answer, evaluator, before(1))).toEqual(answer);
  const why = 'its score of stage first is not the one that the run found';
  expect(readAnswer(answer, evaluator, before(2))).toBe(why);
  const skipped = { ...answer, evaluation: { ...failed, stages: [], stage: 'first' } };
  expect(readAnswer(skipped, evaluator, before(1))).toBe(why);
});

test('a job that is none is refused', () => {
  const passed = [{ stage: 'first', report: report('first'), feedback: 'good', artifacts: { a: 'b' } }];
  const job = { terms: { seed: 1, initial: '{}', jailed: false }, files: [['a.ts', 'x']], passed };
  expect(readJob(job)).toEqual(job);
  for (const change of [
    { files: [['a.ts']] },
    { terms: { ...job.terms, seed: '1' } },
    { run: 'rm' },
    { passed: [{ stage: 'first' }] },
  ])
    expect(() => readJob({ ...job, ...change })).toThrow();
});
