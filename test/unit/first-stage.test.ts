import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import { withCache } from '../../src/evaluation/with-cache.ts';
import { programKey } from '../../src/language/program.ts';
import { firstStageFault } from '../../src/run/first-stage.ts';
import { aFailure } from '../factory.ts';
import { inProcess } from '../fixtures/in-process.ts';
import { nearHundred, numbers } from '../fixtures/test-run.ts';

const never = new AbortController().signal;

/** The evaluator of a run, in which the last stage waits until it is let go on. */
function slowAtLast() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const pool = inProcess(nearHundred);
  const evaluator = withCache(
    {
      ...pool,
      async evaluate(program, signal, passed) {
        const evaluation = await pool.evaluate(program, signal, (report) => report.name === 'few' && passed?.(report));
        if (evaluation.stages.length > 0) await promise;
        return evaluation;
      },
    },
    programKey,
  );
  return { evaluator, finish: resolve, pool };
}

test('is waited for no longer than the first stage takes, and the evaluation is shared with what comes after', async () => {
  const { evaluator, finish, pool } = slowAtLast();
  const program = numbers('60, 39');
  expect(await firstStageFault({ evaluator }, program, never)).toBeUndefined();
  const evaluating = evaluator.evaluate(program);
  finish();
  expect(await evaluating).toMatchObject({ status: 'scored', score: -1 });
  expect(pool.evaluated).toHaveLength(1);
  expect(await firstStageFault({ evaluator }, program, never)).toBeUndefined(); // it is known by now
  expect(pool.evaluated).toHaveLength(1);
});

test.each([
  ['missing', 'threw in stage few: ReferenceError: missing is not defined'],
  ['0 / 0', 'wrong in stage few: many or odd'],
])('what goes wrong there is said: %s', async (values, fault) => {
  const { evaluator } = slowAtLast();
  expect(await firstStageFault({ evaluator }, numbers(values), never)).toBe(fault);
});

/** An evaluator with one answer. */
const answering = (answer: ReturnType<EvaluatorPool['evaluate']>): EvaluatorPool => ({
  evaluate: () => answer,
  glance: async () => Number.NaN,
  async close() {},
});

test('a later stage, a low score and a broken evaluator are no fault that a model could repair at once', async () => {
  const passed = [{ name: 'few', score: 1, metrics: {}, milliseconds: 1 }];
  for (const evaluation of [
    aFailure('wrong', { stage: 'sum', stages: passed }),
    aFailure('missed-threshold'),
    aFailure('evaluator-error'),
  ])
    expect(await firstStageFault({ evaluator: answering(Promise.resolve(evaluation)) }, numbers('1'), never)).toBe(
      undefined,
    );
});

test('an evaluator that fails before the first stage fails it; afterwards it is for those who evaluate', async () => {
  const gone = () => Promise.reject(new Error('the sandbox is gone'));
  await expect(firstStageFault({ evaluator: answering(gone()) }, numbers('1'), never)).rejects.toThrow('gone');
  const { promise, reject } = Promise.withResolvers<never>();
  const evaluator: EvaluatorPool = {
    ...answering(promise),
    evaluate(_, __, passed) {
      passed?.({ name: 'few', score: 1, metrics: {}, milliseconds: 1 });
      return promise;
    },
  };
  expect(await firstStageFault({ evaluator }, numbers('1'), never)).toBeUndefined();
  reject(new Error('later'));
  await turn(); // no unhandled rejection
});
