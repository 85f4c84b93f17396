import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import { openEvaluatorPool } from '../../src/evaluation/evaluator-pool.ts';
import { chooseJail } from '../../src/evaluation/jail/choose-jail.ts';
import { withFiles } from '../../src/language/program.ts';
import { loadProblem } from '../../src/load-problem.ts';
import { whyNoPrograms } from '../fixtures/native.ts';

const missing = whyNoPrograms('cc');
if (missing) console.warn(`NOT TESTED: a kernel in C. ${missing}`);

const honest = readFileSync(new URL('../../problems/c-kernel/kernel.c', import.meta.url), 'utf8');

describe.skipIf(missing)('a kernel in C', () => {
  let pool: EvaluatorPool;
  beforeAll(async () => {
    const problem = await loadProblem('c-kernel');
    pool = await openEvaluatorPool({ problem, workers: 2, seed: 1, jail: chooseJail('auto') });
  }, 30_000);
  afterAll(() => pool.close());

  const judged = async (text: string) => {
    const { initial } = await loadProblem('c-kernel');
    return await pool.evaluate(withFiles(initial, { 'kernel.c': text }));
  };

  test('the initial program is right, and its speed-up has an interval', async () => {
    const { metrics } = (await judged(honest)) as { metrics: Record<string, number> };
    expect(metrics.speedup_low).toBeLessThanOrEqual(metrics.speedup!);
    expect(metrics.speedup_high).toBeGreaterThanOrEqual(metrics.speedup!);
  });

  test.each<[string, string, (text: string) => string]>([
    ['an empty file', 'build-failed', () => ''],
    ['a sum without its last term', 'wrong', (text) => text.replace('k < N', 'k < N - 1')],
    ['a product of one matrix with itself', 'wrong', (text) => text.replace('b[k', 'a[k')],
    ['a program of its own', 'build-failed', (text) => `${text}\nint main(void) { return 0; }`],
    [
      'an end before the work',
      'wrong',
      (text) => `#include <stdlib.h>\n${text}\n__attribute__((constructor)) void f(void) { exit(0); }`,
    ],
    ['output of its own', 'too-large', (text) => `#include <stdio.h>\n${text.replace('{', '{ puts("speedup 9");')}`],
    ['the first product again', 'wrong', (text) => text.replace('{', '{ static int done; if (done++) return;')],
  ])('%s is %s', async (_, reason, change) => {
    expect(change(honest)).not.toBe(honest);
    expect(await judged(change(honest))).toMatchObject({ status: 'failed', reason });
  });
});
