import { expect, onTestFinished, test, vi } from 'vitest';
import { openSandbox } from '../../src/evaluation/supervisor.ts';
import { readProgram } from '../../src/language/program.ts';
import { openFixture } from '../fixtures/problems/pools.ts';

// It is the real one, and what it was given is known.
vi.mock(import('../../src/evaluation/supervisor.ts'), { spy: true });

async function open(...options: Parameters<typeof openFixture>) {
  const pool = await openFixture(...options);
  onTestFinished(() => pool.close());
  return pool;
}

const program = (scores: object) => readProgram({ 'initial.ts': `export const scores = ${JSON.stringify(scores)};` });

test('one stage alone can be looked at, and what does not pass it gets no number', async () => {
  const pool = await open('cascade');
  const glance = (scores: string, stage: number) =>
    pool.glance(readProgram({ 'initial.ts': `export const scores = ${scores};` }), stage);
  expect(await glance('{ first: 5, second: 9 }', 0)).toBe(5);
  expect(await glance('{ first: 1, second: 9 }', 1)).toBe(9);
  expect(await glance('{ first: 4, second: 9 }', 0)).toBeNaN();
  expect(await glance('{', 0)).toBeNaN();
});

test('a program over its operations is told its need, as far as that is less than twice the limit', async () => {
  const pool = await open('attacked-fuel');
  const feedback = async (passes: number) => {
    const text = `export function value() { let x = 0; for (let i = 0; i < ${passes}; i++) x += 1; return 1 / (2 + 0 * x); }`;
    const evaluation = await pool.evaluate(readProgram({ 'initial.ts': text }));
    return evaluation.status === 'failed' ? `${evaluation.reason}: ${evaluation.feedback}` : evaluation.score;
  };
  expect(await feedback(4000)).toBe(1);
  expect(await feedback(6000)).toMatch(/^out-of-fuel: it took 24,0\d\d operations, of 20,000 that a call may take$/);
  const endless = 'out-of-fuel: it took more than 40,000 operations, of 20,000 that a call may take';
  expect(await feedback(Number.POSITIVE_INFINITY)).toBe(endless);
});

test('stages run in order, and combine makes the score', async () => {
  const pool = await open('cascade', { now: () => 5 });
  expect(await pool.evaluate(program({ first: 5, second: 6 }))).toEqual({
    status: 'scored',
    score: 11,
    metrics: { first: 1, second: 1, last: 6 },
    stages: [
      { name: 'first', score: 5, metrics: { first: 1, last: 5 }, milliseconds: 0 },
      { name: 'second', score: 6, metrics: { second: 1, last: 6 }, milliseconds: 0 },
    ],
    feedback: 'first: first done\nsecond: second done',
    artifacts: { 'of first': '5', 'of second': '6', last: 'second' },
  });
});

test('a threshold that is not reached ends the cascade', async () => {
  const pool = await open('cascade');
  expect(await pool.evaluate(program({ first: 4.9 }))).toEqual({
    status: 'failed',
    stage: 'first',
    reason: 'missed-threshold',
    stages: [],
    feedback: 'the score of stage first is 4.9, worse than its threshold 5\nfirst done',
    artifacts: { 'of first': '4.9', last: 'first' },
  });
});

test('where lower is better, a threshold is the most that a score may be', async () => {
  const pool = await open('cascade', { direction: 'min' });
  expect(await pool.evaluate(program({ first: 5, second: 6 }))).toMatchObject({ status: 'scored', score: 11 });
  expect(await pool.evaluate(program({ first: -3, second: 6 }))).toMatchObject({ status: 'scored', score: 3 });
  expect(await pool.evaluate(program({ first: 5.1 }))).toMatchObject({
    ...{ status: 'failed', reason: 'missed-threshold' },
    feedback: 'the score of stage first is 5.1, worse than its threshold 5\nfirst done',
  });
  expect(await pool.glance(program({ first: 5 }), 0)).toBe(5);
  expect(await pool.glance(program({ first: 5.1 }), 0)).toBeNaN();
});

test('a later failure keeps the stages passed before', async () => {
  const pool = await open('cascade');
  expect(await pool.evaluate(program({ first: 5 }))).toMatchObject({
    status: 'failed',
    stage: 'second',
    reason: 'evaluator-error',
    stages: [{ name: 'first' }],
  });
});

test('a cascade that begins in one place and goes on in another ends as one in a single place', async () => {
  const [here, there] = [await open('cascade', { now: () => 5 }), await open('cascade', { now: () => 5 })];
  for (const scores of [{ first: 5, second: 6 }, { first: 5 }]) {
    const passed = await here.begin(program(scores), 1, undefined, false);
    expect(passed).toMatchObject([{ stage: 'first', report: { score: 5 } }]);
    const sent = JSON.parse(JSON.stringify(passed));
    expect(await there.finish(program(scores), sent, undefined)).toEqual(await here.evaluate(program(scores)));
  }
  const bad = program({ first: 4.9, second: 6 });
  expect(await here.begin(bad, 1, undefined, false)).toEqual(await there.evaluate(bad));
});

test('stages that were passed elsewhere are not run again', async () => {
  const pool = await open('cascade', { now: () => 5 });
  const passed = await pool.begin(program({ first: 7, second: 6 }), 1, undefined, false);
  if ('status' in passed) throw new Error(passed.feedback);
  expect(await pool.finish(program({ first: 1, second: 6 }), passed, undefined)).toMatchObject({ score: 13 });
});

test('inputs that are held back reach the sandbox in an audit only', async () => {
  const inputs = async (audit: boolean) => {
    await open('seeded', { audit });
    return vi.mocked(openSandbox).mock.lastCall?.[0].stages.map((stage) => stage.inputs);
  };
  expect(await inputs(false)).toEqual([['1', '3'], []]);
  expect(await inputs(true)).toEqual([
    ['1', '3'],
    ['7', '9'],
  ]);
});

test('held-back stages run in an audit only, and do not change the score', async () => {
  const pool = await open('cascade', { audit: true });
  const evaluation = await pool.evaluate(program({ first: 5, second: 6, hidden: 100 }));
  expect(evaluation).toMatchObject({ status: 'scored', score: 11, metrics: { hidden: 1 } });
  expect(evaluation.stages.map(({ name }) => name)).toEqual(['first', 'second', 'hidden']);
  expect(await pool.evaluate(program({ first: 5, second: 6 }))).toMatchObject({ status: 'failed', stage: 'hidden' });
});

test('what is wrong with a score is told from what is wrong with a candidate', async () => {
  const pool = await open('odd-scores');
  const say = async (what: string) => {
    const evaluation = await pool.evaluate(readProgram({ 'a.ts': `export const what = '${what}';` }));
    return evaluation.status === 'failed' ? `${evaluation.reason}: ${evaluation.feedback}` : evaluation.score;
  };
  expect(await say('throws')).toMatch(/^evaluator-error: score threw RangeError: my mistake \(problem\.ts:\d+\)$/);
  expect(await say('nan')).toBe('evaluator-error: score returned NaN, not a finite number');
  expect(await say('text')).toMatch(/^evaluator-error: score returned well done/);
  expect(await say('nothing')).toMatch(/^evaluator-error: score returned undefined/);
  expect(await say('metric')).toBe('evaluator-error: score returned the metric speed as Infinity, not a finite number');
  expect(await say('number')).toBe('evaluator-error: score returned the artifact table as 12, not a text');
  expect(await say('sorts')).toMatch(/^evaluator-error: score threw TypeError: Cannot assign to read only property/);
  expect(await say('ends')).toMatch(/^evaluator-error: score returned undefined/);
  expect(await say('fine')).toBe(3);
});

test('artifacts come with a score and with what is wrong, and long ones are cut', async () => {
  const pool = await open('odd-scores');
  const artifactsOf = async (what: string) =>
    (await pool.evaluate(readProgram({ 'a.ts': `export const what = '${what}';` }))).artifacts;
  expect(await artifactsOf('shows')).toEqual({
    long: `${'x'.repeat(10_000)}\n[7 characters left out]`,
    short: 'y',
  });
  expect(await artifactsOf('shows what is wrong')).toEqual({ trace: '1 2 3' });
  expect(await artifactsOf('fine')).toBeUndefined();
});

test('artifacts of all stages come together', async () => {
  const pool = await open('cascade');
  const artifactsOf = async (scores: object) => (await pool.evaluate(program(scores))).artifacts;
  expect(await artifactsOf({ first: 6, second: 7 })).toEqual({ 'of first': '6', 'of second': '7', last: 'second' });
  expect(await artifactsOf({ first: 1 })).toEqual({ 'of first': '1', last: 'first' });
});

test('a timed stage measures candidate and initial program in pairs', async () => {
  const pool = await open('timed');
  const slow = `export function sum(numbers) {
    let total = 0;
    for (let again = 0; again < 200; again++) { total = 0; for (const number of numbers) total += number; }
    return total;
  }`;
  const { feedback } = await pool.evaluate(readProgram({ 'a.ts': slow }));
  const measured = JSON.parse(feedback) as Record<'evidence' | 'candidate' | 'reference', number[][]>[];
  expect(measured).toHaveLength(2);
  for (const { evidence, candidate, reference } of measured) {
    expect(evidence).toHaveLength(5);
    expect(new Set(evidence.map(String)).size).toBe(5);
    for (const [mine, wanted] of evidence as number[][]) expect(mine).toBe(wanted);
    for (const latencies of [candidate, reference]) {
      expect(latencies).toHaveLength(5);
      expect(latencies.every((latency) => typeof latency === 'number' && Number(latency) >= 0)).toBe(true);
    }
  }
});

test('a candidate that fails when timed', async () => {
  const pool = await open('timed');
  const fail = async (sum: string) => {
    const { feedback, ...rest } = await pool.evaluate(
      readProgram({ 'a.ts': `let calls = 0; export const sum = ${sum};` }),
    );
    return `${'reason' in rest && rest.reason}: ${feedback}`;
  };
  expect(await fail('() => { if (++calls > 3) throw new Error("tired"); }')).toBe('threw: Error: tired (input 1 of 2)');
  expect(await fail('() => Symbol()')).toMatch(/^threw: a symbol is no evidence/);
});
