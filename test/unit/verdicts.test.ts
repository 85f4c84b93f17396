import { expect, test } from 'vitest';
import { withCache } from '../../src/evaluation/with-cache.ts';
import { programKey } from '../../src/language/program.ts';
import { realClock } from '../../src/run/clock.ts';
import { Verdicts } from '../../src/run/verdicts.ts';
import { inProcess } from '../fixtures/in-process.ts';
import { nearHundred, numbers } from '../fixtures/test-run.ts';

const never = new AbortController().signal;

/** Verdicts in an evaluator that remembers, and how urgent each evaluation was. */
function verdictsOf() {
  const pool = inProcess(nearHundred);
  const urgent: (boolean | undefined)[] = [];
  const evaluate: typeof pool.evaluate = (program, signal, first) => {
    urgent.push(first);
    return pool.evaluate(program, signal, first);
  };
  const evaluator = withCache({ ...pool, evaluate }, programKey);
  return { urgent, evaluator, verdicts: new Verdicts({ evaluator, clock: realClock(0) }, never) };
}

test('go ahead of other evaluations, and what is proposed later is not evaluated again', async () => {
  const { urgent, evaluator, verdicts } = verdictsOf();
  expect(await verdicts.evaluate(numbers('60, 39'))).toMatchObject({ status: 'scored', score: -1 });
  expect(await evaluator.evaluate(numbers('60, 39.0'))).toMatchObject({ score: -1 });
  expect(urgent).toEqual([true]);
});

test('count every program but the one that is proposed', async () => {
  const { verdicts } = verdictsOf();
  const [first, second] = [numbers('missing'), numbers('7')];
  expect(await verdicts.evaluate(first)).toMatchObject({ status: 'failed', reason: 'threw', stage: 'few' });
  for (const program of [second, second]) await verdicts.evaluate(program);
  expect(verdicts.beside(programKey(second))).toBe(1);
  expect([undefined, 'another'].map((key) => verdicts.beside(key))).toEqual([2, 2]);
  expect(verdicts.took('another')).toBe(0);
});
