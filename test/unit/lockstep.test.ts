import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Attempt, type Entry, modelOf } from '../../src/api/attempt.ts';
import type { Program } from '../../src/api/program.ts';
import type { Proposer } from '../../src/api/proposer.ts';
import { createBandit } from '../../src/proposers/bandit.ts';
import { inProcess } from '../fixtures/in-process.ts';
import type { MemoryRecord } from '../fixtures/memory-store.ts';
import { answerWith, testModels } from '../fixtures/test-models.ts';
import { nearHundred, numbers, replayRun, resumeRun, startRun, type TestOptions } from '../fixtures/test-run.ts';

const config = { deterministic: true, lag: 4, attempts: 66, islands: 2 };

/** So few proposers that a model among them is soon asked. */
const few = { attempts: 24, proposers: 'tune-one,swap-operator' };

/** The time that an evaluation takes, in turns of the event loop, by a program's text. */
const unequal =
  (factor: number) =>
  ({ files }: Program): number =>
    ((files['main.js'] ?? '').length * factor) % 5;

const takingTime = (factor: number, more: TestOptions = {}): TestOptions => {
  return { config, evaluator: inProcess(nearHundred, unequal(factor)), ...more };
};

/** The whole record of a run that nothing interrupts. */
async function straight(options: TestOptions): Promise<MemoryRecord> {
  await using run = await startRun(options);
  expect(await run.evolve()).toBe('attempts');
  expect((await replayRun(run.record, options)).difference).toBeUndefined();
  return run.record;
}

/** The result of a run that is killed when so many attempts are recorded, and then resumed. */
async function resumedAfter(recorded: number, record: MemoryRecord, options: TestOptions): Promise<readonly Entry[]> {
  await using resumed = await resumeRun(record.first(recorded), options);
  expect(resumed.record.entries).toEqual(record.entries.slice(0, recorded));
  await resumed.evolve();
  return resumed.record.entries;
}

describe('a search in lockstep', () => {
  test('makes the same commits whatever its evaluations take', async () => {
    const { entries, batches } = await straight(takingTime(1));
    expect((await straight(takingTime(7))).batches).toEqual(batches);
    expect(entries[64]?.attempt).toMatchObject({ kind: 'audit', number: 64 });
  });

  test('tells attempts in the order of their numbers, each asked for when the one `lag` before it was told', async () => {
    const { entries } = await straight(takingTime(1, { config: { ...config, attempts: 20, simplify: false } }));
    expect(entries.map(({ attempt }) => attempt.number)).toEqual(entries.map((_, index) => index));
    const watermarks = entries.slice(1, 21).map(({ attempt }) => attempt.watermark);
    expect(watermarks).toEqual(Array.from({ length: 20 }, (_, index) => Math.max(1, index + 1 - 4 + 1)));
  });

  test('refuses as duplicates only what was told when an attempt was asked for', async () => {
    const propose: Proposer['propose'] = () => async () => {
      for (let left = 20 * asked++; left > 0; left--) await turn(); // until the one before was told
      return { status: 'proposed', files: numbers('50').files };
    };
    let asked = 0;
    const parts = () => ({ proposers: new Map([['same', { name: 'same', propose }]]), bandit: createBandit(['same']) });
    // The initial program stays the only parent.
    const same = { ...config, attempts: 12, simplify: false, cells: false, accept: 'never' };
    await using run = await startRun({ config: same, parts });
    await run.evolve();
    const drawn = run.told.filter(({ kind }) => kind === 'proposal');
    expect(drawn).toHaveLength(12);
    for (const attempt of drawn.slice(0, 4)) expect(attempt).toMatchObject({ watermark: 1, outcome: { score: -50 } });
    for (const attempt of drawn.slice(4))
      expect(attempt).toMatchObject({ outcome: { reason: 'duplicate', feedback: 'the same program as attempt 1' } });
    asked = 0;
    expect((await replayRun(run.record, { config: same, parts })).difference).toBeUndefined();
  });

  test('goes on from any part of its record as if it had not been killed', async () => {
    const record = await straight(takingTime(1));
    const { entries } = record;
    for (const recorded of [1, 3, 33, 64, entries.length - 1, entries.length])
      expect(await resumedAfter(recorded, record, takingTime(1 + recorded))).toEqual(entries);
  });

  test('goes on so where models answer', async () => {
    const models = { ...config, ...few, lag: 3, models: [{ name: 'm', repairs: 1, parallel: 2 }] };
    const options = (): TestOptions => {
      let asked = 0;
      const { models: askable } = testModels(models, async ({ sampling: { seed }, messages }) => {
        for (let left = asked++ % 7; left > 0; left--) await turn();
        const isRepair = messages.length > 2;
        return seed % 3 === 0 && !isRepair ? 'I cannot.' : answerWith(`export const values = () => [${seed % 89}];`);
      });
      return { config: models, models: askable };
    };
    const record = await straight(options());
    expect(record.entries.filter(({ attempt }) => modelOf(attempt) !== undefined).length).toBeGreaterThan(2);
    for (const recorded of [5, 12]) expect(await resumedAfter(recorded, record, options())).toEqual(record.entries);
  });

  test('records what it told before it was aborted, and goes on from there', async () => {
    const abort = new AbortController();
    const attempted = ({ number }: Attempt) => number === 10 && abort.abort(new Error('pulled the plug'));
    const run = await startRun({ config, attempted });
    await expect(run.evolve({}, { abort: abort.signal })).rejects.toThrow('pulled the plug');
    await run.run.close();
    expect(run.recorded.length).toBeGreaterThanOrEqual(11);
    await using resumed = await resumeRun(run.record, { config });
    await resumed.evolve();
    expect(resumed.record.entries).toEqual((await straight({ config })).entries);
  });
});

describe('interrupted in lockstep', () => {
  test('what a model still thinks about is left behind with all that comes after it, and asked for again later', async () => {
    const asking = { ...config, ...few, models: [{ name: 'm' }] };
    const stop = new AbortController();
    let isSlow = true;
    const options = (): TestOptions => {
      const { models } = testModels(asking, async ({ sampling: { seed } }, signal) => {
        if (isSlow) stop.abort();
        for (; isSlow; signal.throwIfAborted()) await turn();
        return answerWith(`export const values = () => [${seed % 89}];`);
      });
      return { config: asking, models };
    };
    const run = await startRun(options());
    expect(await run.evolve({}, { stop: stop.signal })).toBe('interrupted');
    await run.run.close();
    expect(run.told.map(modelOf)).toEqual(run.told.map(() => undefined));
    expect(run.recorded.length).toBeLessThan(20);
    isSlow = false;
    await using resumed = await resumeRun(run.record, options());
    await resumed.evolve();
    expect(resumed.record.entries).toEqual((await straight(options())).entries);
  });

  test('without models, what is under way is told and the champion audited; it goes on from there', async () => {
    const stop = new AbortController();
    const run = await startRun({ config, attempted: ({ number }) => number === 20 && stop.abort() });
    expect(await run.evolve({}, { stop: stop.signal })).toBe('interrupted');
    await run.run.close();
    expect(run.recorded.at(-1)?.kind).toBe('audit');
    expect(run.recorded.length).toBeLessThan(1 + 20 + 4 + 1);
    await using resumed = await resumeRun(run.record, { config });
    expect(await resumed.evolve()).toBe('attempts');
    expect((await replayRun(resumed.record, { config })).difference).toBeUndefined();
  });
});

test('a run that is resumed with a higher limit goes on, and with the one it reached it ends at once', async () => {
  const limited = { ...config, attempts: 20, simplify: false };
  await using run = await startRun({ config: limited });
  await run.evolve();
  await run.run.close();
  const before = run.record.entries.length;
  const again = await resumeRun(run.record, { config: limited });
  expect(await again.evolve()).toBe('attempts');
  await again.run.close();
  expect(run.record.entries).toHaveLength(before);
  const more = { ...limited, attempts: 40 };
  await using further = await resumeRun(run.record, { config: more });
  expect(await further.evolve()).toBe('attempts');
  expect(further.told.filter(({ kind }) => kind === 'proposal').length).toBeGreaterThanOrEqual(18);
  expect((await replayRun(further.record, { config: more })).difference).toBeUndefined();
});
