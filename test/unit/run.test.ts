import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { EnvironmentError, UsageError } from '../../src/api/errors.ts';
import type { EvaluatorPool } from '../../src/api/evaluation.ts';
import type { Program } from '../../src/api/program.ts';
import type { Answer } from '../../src/api/run.ts';
import { readProgram } from '../../src/language/program.ts';
import { inProcess } from '../fixtures/in-process.ts';
import { commitsOf, nearHundred, numbers, replayRun, resumeRun, startRun } from '../fixtures/test-run.ts';

const by = 'a client';
const answer = (values: string, more: Partial<Answer> = {}): Answer => ({ program: numbers(values), by, ...more });

/** An evaluator that waits until it is let go on. */
function heldBack(): EvaluatorPool & { release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const pool = inProcess(nearHundred);
  return {
    ...pool,
    async evaluate(program, signal, passed) {
      const left = Promise.withResolvers<never>();
      signal?.addEventListener('abort', () => left.reject(signal.reason));
      await Promise.race([promise, left.promise]);
      return await pool.evaluate(program, signal, passed);
    },
    release: resolve,
  };
}

describe('a client', () => {
  test('asks, evaluates as often as it likes, and tells what it made', async () => {
    await using it = await startRun();
    const { run } = it;
    const task = await run.ask();
    expect(task).toMatchObject({
      ...{ number: 1, watermark: 1, island: 1, parent: { number: 0, score: -93 } },
      ...{ statement: nearHundred.problem.statement, tries: [], hints: [] },
    });
    expect(JSON.parse(JSON.stringify(task))).toEqual(task);
    expect(await run.evaluate(numbers('40, 50'))).toMatchObject({ status: 'scored', score: -10 });
    expect(it.recorded).toHaveLength(1); // nothing is recorded of it
    const told = await run.tell(task, answer('60, 39', { summary: 'two large ones' }));
    expect(told).toMatchObject({
      attempt: 1,
      outcome: { status: 'scored', score: -1 },
      improvedParent: true,
      improvedChampion: true,
    });
    expect(told.placement).toMatch(/new|improved/);
    expect(await run.best()).toMatchObject({ number: 1, score: -1, files: numbers('60, 39').files });
    expect(it.recorded[1]).toMatchObject({
      ...{ kind: 'proposal', cause: 'external', number: 1, watermark: 1, drawn: { parent: 0 } },
      ...{
        proposal: { proposer: by, summary: 'two large ones' },
        outcome: { score: -1, measures: {}, key: expect.any(String) },
      },
    });
    expect(it.record.files(it.record.entries[1]?.commit ?? '')).toEqual(numbers('60, 39').files);
    expect(it.record.branches.get('champion')).toBe(it.record.entries[1]?.commit);
  });

  test('asks on an island, or for a candidate as the parent', async () => {
    await using it = await startRun({ config: { islands: 3 } });
    const { run } = it;
    await run.tell(await run.ask({ island: 2 }), answer('50'));
    for (const island of [0, 1, 2]) expect(await run.ask({ island })).toMatchObject({ island });
    await expect(run.ask({ island: 3 })).rejects.toThrow('There is no island 3: this run has islands 0 to 2.');
    expect(await run.ask({ parent: 1 })).toMatchObject({ parent: { number: 1, score: -50 } });
    await expect(run.ask({ parent: 99 })).rejects.toThrow('#99 has no place');
  });

  test('hears why there is no child, which is recorded as refused', async () => {
    await using it = await startRun();
    const { run } = it;
    const outside = { 'main.js': `${numbers('1').files['main.js']}const more = 1;\n` };
    const broken = { 'main.js': numbers('1').files['main.js']!.replace('[1]', '[1') };
    for (const [files, reason] of [
      [outside, 'outside-block'],
      [broken, 'syntax'],
      [nearHundred.initial.files, 'unchanged'],
    ] as const) {
      expect(await run.tell(await run.ask(), { program: { files }, by })).toMatchObject({
        outcome: { status: 'refused', reason },
      });
      expect(it.recorded.at(-1)).toMatchObject({ outcome: { reason }, cost: { evaluate: 0 } });
    }
    await run.tell(await run.ask(), answer('5'));
    expect(await run.tell(await run.ask(), answer('5.0'))).toMatchObject({
      outcome: { reason: 'duplicate', feedback: 'the same program as attempt 4' },
    });
  });

  test('evaluates any program of these files: the initial one, a refused one, one that fails', async () => {
    await using it = await startRun();
    const { run } = it;
    expect(await run.evaluate(nearHundred.initial)).toMatchObject({ score: -93 });
    expect(await run.evaluate({ files: { 'main.js': 'const' } })).toMatchObject({
      status: 'refused',
      reason: 'syntax',
    });
    expect(await run.evaluate(numbers('missing'))).toMatchObject({ status: 'failed', reason: 'threw' });
    await expect(run.evaluate({ files: { 'other.js': '' } })).rejects.toThrow(UsageError);
    await expect(run.evaluate(numbers('1'), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  test('names a second parent, which must be an inspiration of the task', async () => {
    await using it = await startRun({ config: { islands: 1 } });
    const { run } = it;
    await run.tell(await run.ask(), answer('50'));
    const task = await run.ask({ island: 0 });
    const [mate] = task.inspirations;
    await expect(run.tell(task, answer('50, 1', { mate: 99 }))).rejects.toThrow('#99 is no inspiration of this task');
    await run.tell(task, answer('50, 1', { mate: mate!.number }));
    expect(it.recorded[2]).toMatchObject({ drawn: { parent: task.parent.number }, proposal: { mate: mate!.number } });
  });
});

describe('a task is not told', () => {
  test('that was never asked for', async () => {
    await using it = await startRun();
    const { id } = await it.run.ask();
    for (const other of ['1', '-1', 'x-y', ''])
      await expect(it.run.tell({ id: other }, answer('5'))).rejects.toThrow('is not the id of a task');
    const never = id.replace('1-', '2-');
    await expect(it.run.tell({ id: never }, answer('5'))).rejects.toThrow('was not asked for in this session');
  });

  test('twice', async () => {
    await using it = await startRun();
    const task = await it.run.ask();
    await it.run.tell(task, answer('5'));
    await expect(it.run.tell(task, answer('6'))).rejects.toThrow(/^Task 1-\w+ is not open: it was told already/);
    expect(it.recorded).toHaveLength(2);
  });

  test('while it is being told', async () => {
    const evaluator = heldBack();
    await using it = await startRun({ evaluator });
    const task = await it.run.ask();
    const telling = it.run.tell(task, answer('5'));
    await expect(it.run.tell(task, answer('6'))).rejects.toThrow('is being told already.');
    evaluator.release();
    expect(await telling).toMatchObject({ outcome: { score: -95 } });
  });

  test('in another run', async () => {
    await using one = await startRun();
    await using other = await startRun();
    const task = await one.run.ask();
    await other.run.ask();
    await expect(other.run.tell(task, answer('5'))).rejects.toThrow('was not asked for in this session of this run');
  });

  test('by a client where the search has it', async () => {
    await using it = await startRun();
    const { id } = await it.run.ask();
    const task = it.run.begin({ cause: 'drawn' });
    await expect(it.run.tell({ id: id.replace('1-', '2-') }, answer('5'))).rejects.toThrow('is not open');
    it.run.drop(task.number);
    expect([...it.run.tasks.causes]).toEqual(['external']);
  });

  test('with other files, after which it is still open', async () => {
    await using it = await startRun();
    const task = await it.run.ask();
    for (const files of [{}, { 'a.js': '' }, { ...numbers('5').files, 'a.js': '' }])
      await expect(it.run.tell(task, { program: { files }, by })).rejects.toThrow(
        /has the files main\.js, each a text/,
      );
    expect(await it.run.tell(task, answer('5'))).toMatchObject({ attempt: 1 });
  });

  test('after the time for it is over: it is recorded as abandoned, and the record replays', async () => {
    await using it = await startRun();
    const [task, patient] = [await it.run.ask({ milliseconds: 1 }), await it.run.ask()];
    while (it.recorded.length < 2) await sleep(1);
    expect(it.recorded[1]).toMatchObject({
      ...{
        number: 1,
        cause: 'external',
        drawn: { island: task.island, parent: task.parent.number },
        proposal: { proposer: 'external' },
      },
      outcome: { status: 'refused', reason: 'abandoned', feedback: 'no answer came in time' },
    });
    await expect(it.run.tell(task, answer('5'))).rejects.toThrow('its time was over');
    expect(await it.run.tell(patient, answer('5'))).toMatchObject({ attempt: 2 });
    expect((await replayRun(it.record)).difference).toBeUndefined();
  });

  test('after its time where telling it failed, but is while it is being told', async () => {
    const evaluator = heldBack();
    const broken = {
      ...evaluator,
      evaluate: async (program: Program) => {
        if (program.files['main.js'] === numbers('6').files['main.js'])
          throw new EnvironmentError('the sandbox is gone');
        return await evaluator.evaluate(program);
      },
    };
    await using it = await startRun({ evaluator: broken });
    const telling = it.run.tell(await it.run.ask({ milliseconds: 1 }), answer('5'));
    const failing = it.run.tell(await it.run.ask({ milliseconds: 1 }), answer('6'));
    await expect(failing).rejects.toThrow('the sandbox is gone');
    while (it.recorded.length < 2) await sleep(1);
    expect(it.recorded[1]).toMatchObject({ number: 2, outcome: { reason: 'abandoned' } });
    evaluator.release();
    expect(await telling).toMatchObject({ attempt: 1, outcome: { score: -95 } });
  });

  test('later than a timer can wait, where so much time is given', async () => {
    await using it = await startRun();
    const task = await it.run.ask({ milliseconds: 1e15 });
    await sleep(5);
    expect(await it.run.tell(task, answer('5'))).toMatchObject({ attempt: 1, outcome: { score: -95 } });
  });
});

test('two clients and the search work on one run at once', async () => {
  await using it = await startRun({ config: { attempts: 60, simplify: false } });
  const client = async (name: string, first: number) => {
    for (let at = 0; at < 8; at++) await it.run.tell(await it.run.ask(), answer(`${first + at}, 1`, { by: name }));
  };
  const [ending] = await Promise.all([it.evolve(), client('one', 20), client('two', 60)]);
  expect(ending).toBe('attempts');
  const numbersOf = it.recorded.map(({ number }) => number);
  expect(numbersOf.toSorted((a, b) => a - b)).toEqual(numbersOf.map((_, index) => index));
  const made = (name: string) => it.recorded.filter((one) => one.kind === 'proposal' && one.proposal.proposer === name);
  expect([made('one').length, made('two').length]).toEqual([8, 8]);
  expect((await replayRun(it.record)).difference).toBeUndefined();
});

describe('what is remembered', () => {
  test('reaches the next request, and is taken back by its number', async () => {
    await using it = await startRun();
    const { run } = it;
    const first = await run.hint('add numbers', 'a person');
    expect(await run.hint('few of them', 'a person')).toBe(first + 1);
    expect((await run.ask()).hints).toEqual(['add numbers', 'few of them']);
    await run.removeHint(first, 'a person');
    expect((await run.ask()).hints).toEqual(['few of them']);
    await expect(run.removeHint(first, 'a person')).rejects.toThrow(
      `There is no hint #${first}; in force: #${first + 1}.`,
    );
    await expect(run.hint(' ', 'a person')).rejects.toThrow('This hint cannot be used');
    expect(it.recorded.slice(1)).toMatchObject([
      { kind: 'reflection', number: 1, watermark: 1, by: 'a person', delta: { hint: 'add numbers' } },
      { kind: 'reflection', number: 2, delta: { hint: 'few of them' } },
      { kind: 'reflection', number: 4, delta: { remove: 1 } },
    ]);
  });
});

describe('a run that is closed', () => {
  test('records open tasks as abandoned, and what was told before', async () => {
    const it = await startRun();
    const [told] = [await it.run.ask(), await it.run.ask()];
    await it.run.tell(told!, answer('5'));
    await Promise.all([it.run.close(), it.run.close()]);
    expect(it.recorded.slice(1)).toMatchObject([
      { number: 1, outcome: { status: 'scored' } },
      { number: 2, outcome: { reason: 'abandoned' } },
    ]);
    await expect(it.run.ask()).rejects.toThrow('This run has ended.');
    await expect(it.run.tell(told!, answer('6'))).rejects.toThrow('This run has ended.');
  });

  test('records what is being told, and ends what is only evaluated', async () => {
    const evaluator = heldBack();
    const it = await startRun({ evaluator });
    const telling = it.run.tell(await it.run.ask(), answer('5'));
    const evaluating = it.run.evaluate(numbers('6'));
    const closing = it.run.close();
    await expect(evaluating).rejects.toThrow('This run has ended.');
    evaluator.release();
    expect(await telling).toMatchObject({ attempt: 1, outcome: { status: 'scored' } });
    await closing;
    expect(it.recorded[1]).toMatchObject({ number: 1, outcome: { status: 'scored' } });
  });

  test('does not wait endlessly for attempts that are being told', async () => {
    const it = await startRun({ evaluator: heldBack(), patience: 5 });
    const telling = it.run.tell(await it.run.ask(), answer('5'));
    await Promise.all([expect(telling).rejects.toThrow('This run has ended.'), it.run.close()]);
    expect(it.recorded[1]).toMatchObject({ number: 1, outcome: { reason: 'abandoned' } });
  });
});

test('a run that is opened again goes on from its record', async () => {
  await using first = await startRun({ config: { attempts: 20, islands: 2 } });
  await first.evolve();
  await first.run.hint('add numbers', 'a person');
  await first.run.tell(await first.run.ask(), answer('60, 39'));
  const best = await first.run.best();
  await first.run.close();
  await using again = await resumeRun(first.record, { config: { islands: 2 } });
  const { run } = again;
  expect(await run.best()).toEqual(best);
  expect(run.tasks.next).toBe(first.run.tasks.next);
  const task = await run.ask({ parent: (await run.best()).number });
  expect(task.parent).toMatchObject({ score: -1, files: numbers('60, 39').files, feedback: 'the sum is 99' });
  expect(task.hints).toEqual(['add numbers']);
  expect(await run.tell(task, answer('60, 39'))).toMatchObject({ outcome: { reason: 'unchanged' } });
  expect(await run.tell(await run.ask(), answer('60, 39'))).toMatchObject({
    outcome: { reason: expect.stringMatching(/duplicate|unchanged/) },
  });
  await again.evolve({ attempts: 40 });
  const before = first.record.entries.length;
  expect(commitsOf(again.record.entries).slice(0, before)).toEqual(commitsOf(first.record.entries));
  expect((await replayRun(again.record, { config: { islands: 2 } })).difference).toBeUndefined();
});

test('clients of a deterministic run may ask for more at once than its search does', async () => {
  const config = { deterministic: true, lag: 2, attempts: 12, simplify: false };
  await using it = await startRun({ config, search: false });
  const tasks = await Promise.all(Array.from({ length: 6 }, () => it.run.ask()));
  for (const [index, task] of tasks.entries()) await it.run.tell(task, answer(`${50 + index}`));
  await it.evolve();
  expect((await replayRun(it.record, { config })).difference).toBeUndefined();
});

test('a number that a killed client had asked for is free again, so that a deterministic search has no gaps', async () => {
  const config = { deterministic: true, lag: 2, attempts: 12, simplify: false };
  const killed = await startRun({ config, search: false }); // never closed
  const [, ...others] = await Promise.all(Array.from({ length: 6 }, () => killed.run.ask()));
  for (const [index, task] of others.entries()) await killed.run.tell(task, answer(`${50 + index}`));
  await using again = await resumeRun(killed.record, { config });
  await again.evolve();
  const known = again.recorded.map(({ number }) => number);
  expect(known.toSorted((a, b) => a - b)).toEqual(known.map((_, index) => index));
  expect(known.length).toBeGreaterThan(12);
  expect((await replayRun(again.record, { config })).difference).toBeUndefined();
});

test('a client may evaluate what came from any of the initial programs', async () => {
  const other = readProgram({ 'main.js': numbers('1').files['main.js']!.replace('fixed = 1', 'fixed = 2') });
  const initial = [numbers('1.5'), other];
  await using it = await startRun({ initial, config: { islands: 2 } });
  const changed = (program: Program, to: string) => ({
    files: { 'main.js': program.files['main.js']!.replace(/\[.*\]/, `[${to}]`) },
  });
  for (const program of initial)
    expect(await it.run.evaluate(changed(program, '40, 2'))).toMatchObject({ status: 'scored', score: -58 });
  expect(await it.run.evaluate(other)).toMatchObject({ status: 'scored', score: -99 });
  const third = { files: { 'main.js': other.files['main.js']!.replace('fixed = 2', 'fixed = 3') } };
  expect(await it.run.evaluate(third)).toMatchObject({ status: 'refused', reason: 'outside-block' });
  const task = await it.run.ask({ parent: 1 });
  expect(await it.run.tell(task, { program: changed(other, '41, 2'), by })).toMatchObject({ outcome: { score: -57 } });
});

test('the name of an author means nothing to audits and to the choice of operators', async () => {
  const credited: string[] = [];
  const bandit = {
    names: ['tune-one'],
    choose: () => 'tune-one',
    tell: (name: string) => void credited.push(name),
  };
  await using it = await startRun({ config: { attempts: 3, simplify: false }, parts: () => ({ bandit }) });
  await it.run.tell(await it.run.ask(), answer('99', { by: 'tune-one' }));
  expect(credited).toEqual([]);
  const { attempt } = await it.run.tell(await it.run.ask(), answer('100', { by: 'initial' }));
  expect(it.run.state.duties.unaudited).toBe(attempt);
  await it.evolve();
  expect(it.recorded.at(-1)).toMatchObject({ kind: 'audit', candidate: attempt, verdict: { status: 'confirmed' } });
});
