import { expect, test } from 'vitest';
import type { Evaluation, EvaluatorPool, Program } from '../../src/api/index.ts';
import { withCache } from '../../src/evaluation/with-cache.ts';
import { readProgram } from '../../src/language/program.ts';

interface Call {
  readonly program: Program;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (evaluation: Evaluation) => void;
  readonly reject: (error: unknown) => void;
}

/** A pool that answers when the test says so. */
function openByHand() {
  const calls: Call[] = [];
  const pool: EvaluatorPool = {
    evaluate: (program, signal) =>
      new Promise((resolve, reject) => {
        calls.push({ program, signal, resolve, reject });
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
    glance: async () => Number.NaN,
    close: async () => {},
  };
  return { calls, cached: withCache(pool, ({ files }) => Object.values(files).join().replaceAll(' ', '')) };
}

const scored = (score: number): Evaluation => ({ status: 'scored', score, metrics: {}, stages: [], feedback: '' });

test('equal programs are evaluated once, at once and later', async () => {
  const { calls, cached } = openByHand();
  const both = Promise.all([cached.evaluate(readProgram({ a: 'x y' })), cached.evaluate(readProgram({ a: 'xy' }))]);
  calls[0]?.resolve(scored(1));
  expect(await both).toEqual([scored(1), scored(1)]);
  expect(await cached.evaluate(readProgram({ b: 'x  y' }))).toEqual(scored(1));
  expect(calls).toHaveLength(1);
});

test('one that leaves does not end it for the others; the last one does', async () => {
  const { calls, cached } = openByHand();
  const stops = [new AbortController(), new AbortController()];
  const [first, second] = stops.map(({ signal }) => cached.evaluate(readProgram({ a: 'x' }), signal));
  stops[0]?.abort('bored');
  await expect(first).rejects.toBe('bored');
  expect(calls[0]?.signal?.aborted).toBe(false);
  stops[1]?.abort('too');
  await expect(second).rejects.toBe('too');
  expect(calls[0]?.signal?.aborted).toBe(true);
  const again = cached.evaluate(readProgram({ a: 'x' }));
  calls[1]?.resolve(scored(2));
  expect(await again).toEqual(scored(2));
});

test.each(['evaluator-error', 'stalled'] as const)('errors and %s are not remembered', async (reason) => {
  const { calls, cached } = openByHand();
  const lost = cached.evaluate(readProgram({ a: 'x' }));
  calls[0]?.reject(new Error('no host'));
  await expect(lost).rejects.toThrow('no host');
  const broken = cached.evaluate(readProgram({ a: 'x' }));
  calls[1]?.resolve({ status: 'failed', stage: 's', reason, stages: [], feedback: '' });
  expect(await broken).toMatchObject({ reason });
  void cached.evaluate(readProgram({ a: 'x' }));
  expect(calls).toHaveLength(3);
});

test('the oldest is forgotten', async () => {
  const { calls, cached } = openByHand();
  const evaluate = async (name: string) => {
    const result = cached.evaluate(readProgram({ a: name }));
    calls.at(-1)?.resolve(scored(0));
    await result;
  };
  for (let i = 0; i < 4097; i++) await evaluate(`p${i}`);
  await evaluate('p4096');
  expect(calls).toHaveLength(4097);
  await evaluate('p0');
  expect(calls).toHaveLength(4098);
});

test('an aborted signal is refused at once', async () => {
  const { calls, cached } = openByHand();
  await expect(cached.evaluate(readProgram({ a: 'x' }), AbortSignal.abort('no'))).rejects.toBe('no');
  expect(calls).toHaveLength(0);
});
