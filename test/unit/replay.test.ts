import { describe, expect, test } from 'vitest';
import { type Attempt, childOf, type Exchange } from '../../src/api/attempt.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import type { Proposer } from '../../src/api/proposer.ts';
import { withFiles } from '../../src/language/program.ts';
import { createBandit } from '../../src/proposers/bandit.ts';
import { tell } from '../../src/run/learn.ts';
import { propose } from '../../src/run/propose.ts';
import { sample } from '../../src/run/sample.ts';
import { anAttempt, anInitial, aRefusal, aScore, someFacts } from '../factory.ts';
import { MemoryRecord } from '../fixtures/memory-store.ts';
import { answerWith, testModels } from '../fixtures/test-models.ts';
import { aState, nearHundred, numbers, replayRun, startRun, type TestOptions } from '../fixtures/test-run.ts';

/** Replays a record and expects every commit and batch to be the same. */
async function expectSame(record: MemoryRecord, options: TestOptions): Promise<void> {
  const { rebuilt, difference } = await replayRun(record, options);
  if (difference) throw new Error(`attempt ${difference.attempt}: ${difference.what}`);
  expect(rebuilt.batches).toEqual(record.batches);
}

/** The record with some attempts changed, children included. */
async function changed(record: MemoryRecord, change: (attempt: Attempt) => Attempt): Promise<MemoryRecord> {
  const copy = new MemoryRecord(record.facts);
  const store = copy.open({ batch: 'manual' });
  for (const { attempt, commit } of record.entries) {
    const other = change(attempt);
    const files = commit !== undefined && childOf(other) && record.files(commit);
    store
      .append({ attempt: other, ...(files && { program: withFiles(nearHundred.initial, files) }) }, {})
      .catch(() => {});
  }
  await store.flush();
  return copy;
}

describe('a run comes out the same from its record', () => {
  test('with operators and tuners, audits and a winner that is made simpler', async () => {
    const options = { config: { attempts: 66, proposers: 'operators,tuners', islands: 2 } };
    await using run = await startRun(options);
    await run.evolve();
    await run.run.flush();
    const kinds = new Set(run.recorded.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['initial', 'proposal', 'audit']));
    expect(
      run.recorded.some((attempt) => attempt.kind === 'proposal' && attempt.proposal.replayData !== undefined),
    ).toBe(true);
    await expectSame(run.record, options);
  });

  test('with several initial programs', async () => {
    const options = { config: { attempts: 20, islands: 2 }, initial: [numbers('1'), numbers('2, 3'), numbers('4')] };
    await using run = await startRun(options);
    await run.evolve();
    expect(run.recorded.slice(0, 3)).toMatchObject([{ islands: [0] }, { islands: [1] }, { islands: [0] }]);
    await expectSame(run.record, options);
  });

  test.each([true, false])('with a model, without asking it; deterministic: %s', async (deterministic) => {
    const proposers = 'tune-one,swap-operator'; // so few that the model among them is soon asked
    // Where the model has attempts of its own, operators make many more beside it on a busy machine.
    const attempts = deterministic ? 40 : 10_000;
    const enough = new AbortController();
    const config = { attempts, proposers, deterministic, lag: 4, models: [{ name: 'm', repairs: 1 }] };
    let asked = 0;
    const { models, schedule } = testModels(config, async ({ sampling: { seed } }) => {
      if (asked === 8 && !deterministic) enough.abort();
      if (asked++ % 5 === 0) return 'I cannot.';
      return answerWith(`export const values = () => [${seed % 97}, 1];`);
    });
    await using run = await startRun({ config, models, ...(!deterministic && { seats: schedule }) });
    await run.evolve({}, { stop: enough.signal });
    const before = asked;
    expect(before).toBeGreaterThan(3);
    await expectSame(run.record, { config, models });
    expect(asked).toBe(before);
  });

  test('with hints and with what clients told', async () => {
    await using run = await startRun({ config: { attempts: 20 } });
    await run.run.hint('add numbers', 'a person');
    const task = await run.run.ask();
    await run.evolve();
    await run.run.tell(task, { program: numbers('90, 1'), by: 'a client', summary: 'guess' });
    const given = await run.run.ask();
    await run.run.tell(given, { program: numbers('90, 1'), by: 'a client' }); // a duplicate
    await run.evolve({ attempts: 40 });
    await expectSame(run.record, {});
  });
});

describe('a replay finds', () => {
  const config = { attempts: 30, deterministic: true, lag: 3, simplify: false };

  async function recordOf(): Promise<MemoryRecord> {
    await using run = await startRun({ config });
    await run.evolve();
    return run.record;
  }

  /** The result of replaying a record in which the first fitting attempt is another one. */
  async function differenceAfter(fits: (attempt: Attempt) => boolean, change: (attempt: Attempt) => Attempt) {
    const record = await recordOf();
    const first = record.entries.map(({ attempt }) => attempt).find(fits);
    const other = await changed(record, (attempt) =>
      attempt === first || attempt.number === first?.number ? change(attempt) : attempt,
    );
    return { first, found: (await replayRun(other, { config })).difference };
  }

  const isProposal = (attempt: Attempt) => attempt.kind === 'proposal' && attempt.number > 5;
  const hasChild = (attempt: Attempt) => isProposal(attempt) && childOf(attempt) !== undefined;
  const asProposal = (attempt: Attempt) => attempt as Extract<Attempt, { kind: 'proposal' }>;

  test.each<[string, (attempt: Attempt) => boolean, (attempt: Attempt) => Attempt, string]>([
    [
      'another parent',
      isProposal,
      (it) => ({ ...asProposal(it), drawn: { ...asProposal(it).drawn, parent: 1 } }),
      'drawn: recorded',
    ],
    [
      'another operator',
      isProposal,
      (it) => ({ ...asProposal(it), proposal: { proposer: 'x' } }),
      'proposal: recorded',
    ],
    ['another key', hasChild, (it) => ({ ...asProposal(it), outcome: aScore(1) }), 'outcome: recorded'],
    ['an attempt that was asked for too early', isProposal, (it) => ({ ...it, watermark: it.number - 4 }), 'too early'],
    [
      'an attempt that was told before it was asked for',
      isProposal,
      (it) => ({ ...it, watermark: 999 }),
      'its watermark lies after its own record',
    ],
    [
      'a refusal of what is a child',
      hasChild,
      (it) => ({ ...asProposal(it), outcome: aRefusal('syntax') }),
      'it was refused (syntax) and is a child now',
    ],
  ])('%s', async (_, fits, change, what) => {
    const { first, found } = await differenceAfter(fits, change);
    expect(found).toMatchObject({ attempt: first?.number, what: expect.stringContaining(what) });
  });

  test('an operator that now makes another child', async () => {
    const making = (text: string): Proposer => ({
      name: 'make',
      propose: ({ random }) => ({ status: 'proposed', files: numbers(`${random.int(1000)}, ${text}`).files }),
    });
    const options = (text: string) => ({
      config,
      parts: () => ({ proposers: new Map([['make', making(text)]]), bandit: createBandit(['make']) }),
    });
    await using run = await startRun(options('1'));
    await run.evolve();
    await expectSame(run.record, options('1'));
    expect((await replayRun(run.record, options('2'))).difference).toMatchObject({
      attempt: 1,
      what: expect.stringContaining('outcome'),
    });
  });

  test('a child of a client that does not pass the gates', async () => {
    await using run = await startRun();
    await run.run.tell(await run.run.ask(), { program: numbers('90'), by: 'a client' });
    const initial = { ...nearHundred.initial, files: { 'main.js': 'export const values = () => [1];\n' } };
    const other: LoadedProblem = { ...nearHundred, initial };
    const store = new MemoryRecord(run.record.facts);
    const writing = store.open({ batch: 'manual' });
    const [first, second] = run.recorded as [Attempt, Attempt];
    writing.append({ attempt: first, program: initial }, {}).catch(() => {});
    writing.append({ attempt: second, program: numbers('90') }, {}).catch(() => {});
    await writing.flush();
    const wrong = {
      ...other,
      initial: { ...initial, files: { 'main.js': '// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\n' } },
    };
    expect((await replayRun(store, { problem: wrong })).difference).toBeDefined();
  });
});

test('a summary stays as it was recorded, where this version words it in another way', async () => {
  const config = { attempts: 12, deterministic: true, lag: 3, simplify: false };
  await using run = await startRun({ config });
  await run.evolve();
  const older = await changed(run.record, (attempt) =>
    attempt.kind === 'proposal'
      ? { ...attempt, proposal: { ...attempt.proposal, summary: 'in other words' } }
      : attempt,
  );
  expect(older.batches.at(-1)?.journal).not.toBe(run.record.batches.at(-1)?.journal);
  await expectSame(older, { config });
  const proposals = older.entries.filter(({ attempt }) => attempt.kind === 'proposal').length;
  expect((await replayRun(older, { config })).reworded).toBe(proposals);
  expect((await replayRun(run.record, { config })).reworded).toBe(0);
});

test('what an earlier version refused is replayed as refused, in the words of its time', async () => {
  const config = { proposers: 'none', models: [{ name: 'm' }] };
  const { models } = testModels(config, async () => 'never asked');
  const tokens = { prompt: 1, answer: 1 };
  /** A first answer that can be evaluated, and a second one of no use. */
  const exchanges: readonly Exchange[] = [
    {
      ...{ prompt: 'In other words.', format: 'block', tokens },
      ...{ answer: answerWith('export const values = () => [missing];'), gate: { name: 'types', feedback: 'x' } },
    },
    { ...{ prompt: 'Again.', format: 'block', answer: 'I cannot.', tokens }, gate: { name: 'extract', feedback: 'y' } },
  ];
  const first = { attempt: anInitial({ islands: [0, 1, 2, 3], outcome: aScore(-93) }), program: nearHundred.initial };
  const state = aState({ config, models });
  tell(state, first);
  const drawn = sample(state, 1, 0, { cause: 'drawn', model: 'm' });
  const found = await propose(drawn, { exchanges }, new AbortController().signal);
  const proposed = typeof found === 'function' ? await found() : found;
  expect(proposed.change.status).toBe('admitted');
  const { proposer } = proposed.proposal;
  const older = anAttempt({
    ...{ drawn: proposed.drawn, outcome: aRefusal('no-code', 'y') },
    proposal: { proposer, model: 'm', summary: proposer, exchanges },
  });
  const record = new MemoryRecord(someFacts());
  const store = record.open({ batch: 'manual' });
  for (const recorded of [first, { attempt: older }]) store.append(recorded, {}).catch(() => {});
  await store.flush();
  await expectSame(record, { config, models });
});
