import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Attempt, type Audited, childOf, evaluationsOf, modelOf } from '../../src/api/attempt.ts';
import type { Proposer } from '../../src/api/proposer.ts';
import { Unread } from '../../src/language/read-ahead.ts';
import { failure, type ModelAnswer } from '../../src/models/provider.ts';
import { createBandit } from '../../src/proposers/bandit.ts';
import { inProcess } from '../fixtures/in-process.ts';
import { answerWith, testModels } from '../fixtures/test-models.ts';
import { nearHundred, numbers, startRun, type TestOptions } from '../fixtures/test-run.ts';

/** Parts of a search in which `proposer` alone proposes. */
const only = (proposer: Proposer) => () => ({
  proposers: new Map([[proposer.name, proposer]]),
  bandit: createBandit([proposer.name]),
});

/** Every child is better than its parent, so that there is always a champion to audit. */
function climbing(): Pick<TestOptions, 'parts'> {
  let made = 0;
  const propose = () => async () =>
    ({ status: 'proposed', files: numbers(`${7 + ++made / 1000}, 0`).files, summary: 'climb' }) as const;
  return { parts: only({ name: 'climb', propose }) };
}

const confirmed = (score: number): Audited => ({ status: 'confirmed', score, metrics: {}, feedback: '' });
const refuted: Audited = { status: 'refuted', metrics: {}, feedback: '' };

const audits = (attempts: readonly Attempt[]) => attempts.filter(({ kind }) => kind === 'audit');
const causes = (attempts: readonly Attempt[]) =>
  attempts.map((attempt) => (attempt.kind === 'proposal' ? attempt.cause : attempt.kind));
const scoreOf = (attempt: Attempt | undefined) => {
  const child = attempt && childOf(attempt);
  return child?.status === 'scored' ? child.score : Number.NaN;
};
const none = { simplify: false };

describe('a search ends', () => {
  test('after so many attempts, with what was under way told', async () => {
    await using run = await startRun({ ...climbing(), config: { ...none, attempts: 30 } });
    expect(await run.evolve()).toBe('attempts');
    expect(causes(run.told)).toEqual([...Array.from({ length: 30 }, () => 'drawn'), 'audit']);
    expect(run.told.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 31 }, (_, i) => i + 1),
    );
    expect(run.recorded).toEqual([...run.recorded.slice(0, 1), ...run.told]);
  });

  test('after so many programs were scored, trials among them', async () => {
    const trying: Proposer = {
      name: 'try',
      propose:
        ({ trials, random }) =>
        async () => {
          const value = `${random.int(1e9)}`;
          await trials?.evaluate([numbers('1'), numbers('2')]);
          return { status: 'proposed', files: numbers(value).files };
        },
    };
    await using run = await startRun({ parts: only(trying), config: { ...none, evaluations: 12 }, lanes: 2 });
    expect(await run.evolve()).toBe('evaluations');
    const evaluations = run.told.reduce((sum, attempt) => sum + evaluationsOf(attempt), 0);
    expect(evaluations).toBeGreaterThanOrEqual(12);
    expect(evaluations).toBeLessThan(12 + 2 * 3);
    expect(run.told[0]).toMatchObject({ proposal: { trials: 2 } });
  });

  test('at a score that is good enough', async () => {
    await using run = await startRun({ ...climbing(), config: { ...none, target: -92.98 } });
    expect(await run.evolve()).toBe('target');
    expect(run.run.state.population.champion?.score).toBeGreaterThanOrEqual(-92.98);
    expect(run.told.filter((attempt) => scoreOf(attempt) > -92.98).length).toBeLessThan(6); // what was under way
  });

  test('after some time, and at a moment, by the clock of the run', async () => {
    const evaluator = inProcess(nearHundred);
    const now = () => evaluator.evaluated.length * 10;
    const clock = { now, since: (mark: number) => now() - mark, stamp: now };
    await using run = await startRun({ ...climbing(), evaluator, clock, config: { ...none, milliseconds: 200 } });
    expect(await run.evolve()).toBe('time');
    expect(evaluator.evaluated.length).toBeGreaterThanOrEqual(16); // a fifth is left for the audit
    expect(evaluator.evaluated.length).toBeLessThan(16 + 4);
    expect(run.notices).toEqual([expect.stringMatching(/^The search is over: auditing its winner, about \d+s\.$/)]);
    await using late = await startRun({ ...climbing(), config: { ...none, until: Date.now() - 1 } });
    expect(await late.evolve()).toBe('time');
    expect(late.told).toEqual([]);
  });

  test.each([
    ['attempts', { patienceAttempts: 10 }],
    ['milliseconds', { patienceMilliseconds: 100 }],
  ])('after so many %s without a better champion', async (_, patience) => {
    let made = 0;
    const stops: Proposer = {
      name: 'stop',
      propose: () => async () => ({ status: 'proposed', files: numbers(`${++made < 20 ? made : -made}`).files }),
    };
    const evaluator = inProcess(nearHundred);
    const now = () => evaluator.evaluated.length * 10;
    const clock = { now, since: (mark: number) => now() - mark, stamp: now };
    await using run = await startRun({
      parts: only(stops),
      evaluator,
      clock,
      lanes: 1,
      config: { ...none, ...patience },
    });
    expect(await run.evolve()).toBe('patience');
    expect(run.run.state.population.champion?.score).toBe(-81);
    expect(causes(run.told).filter((cause) => cause === 'drawn')).toHaveLength(19 + 10);
  });

  test('when models have cost so much', async () => {
    const config = { ...none, tune: false, proposers: 'none', money: 0.001, models: [{ name: 'm', price: '10/100' }] };
    let asked = 0;
    const { models, schedule } = testModels(config, async () =>
      answerWith(`export const values = () => [${++asked}];`),
    );
    await using run = await startRun({ config, models, seats: schedule });
    expect(await run.evolve()).toBe('money');
    // An answer of 30 tokens at 10 dollars a million and 12 at 100 costs 0.0015; others were under way.
    expect(run.told.filter((attempt) => modelOf(attempt) !== undefined).length).toBeLessThan(5);
    expect(run.run.state.models.get('m')?.spending.money).toBeGreaterThanOrEqual(0.001);
  });

  test('when the limits of all models are spent and nothing else proposes', async () => {
    const config = {
      ...none,
      proposers: 'none',
      twins: false,
      models: [
        { name: 'm', calls: 3 },
        { name: 'n', calls: 2 },
      ],
    };
    let asked = 0;
    const { models, schedule } = testModels(config, async () =>
      answerWith(`export const values = () => [${++asked}];`),
    );
    await using run = await startRun({ config, models, seats: schedule });
    expect(await run.evolve()).toBe('models');
    expect(
      run.told
        .map(modelOf)
        .filter((model) => model !== undefined)
        .sort(),
    ).toEqual(['m', 'm', 'm', 'n', 'n']);
  });

  test('with an error where no model can ever be asked again', async () => {
    const config = { ...none, proposers: 'none', models: [{ name: 'm' }] };
    const { models, schedule } = testModels(config, async () => failure('configuration', 'no such model'));
    await using run = await startRun({ config, models, seats: schedule });
    await expect(run.evolve()).rejects.toThrow('No model can be asked: no such model');
    expect(run.told).toHaveLength(3);
  });
});

test('a model has as many attempts at once as seats, also where their parents take long to read', async () => {
  const settings = {
    ...none,
    tune: false,
    proposers: 'none',
    twins: false,
    models: [{ name: 'm', parallel: 2, calls: 6 }],
  };
  let asked = 0;
  const { models, schedule } = testModels(settings, async () =>
    answerWith(`export const values = () => [${++asked}];`),
  );
  await using run = await startRun({ config: settings, models, seats: schedule });
  const model = run.run.state.models.get('m')!;
  const choose = model.choose.bind(model);
  model.choose = (...given) => readLater(choose(...given));
  const begin = run.run.begin.bind(run.run);
  const begun: number[] = [];
  run.run.begin = (...given) => {
    const task = begin(...given);
    begun.push(task.number - run.told.length);
    if (begun.length > 100) throw new Error('attempts without end');
    return task;
  };
  expect(await run.evolve()).toBe('models');
  expect(run.told.filter((attempt) => modelOf(attempt) === 'm').length).toBeGreaterThanOrEqual(6);
  expect(Math.max(...begun)).toBe(2);
});

test('models that answer faster than programs are evaluated wait for evaluations', async () => {
  const settings = { ...none, proposers: 'none', twins: false, attempts: 8, models: [{ name: 'm', parallel: 2 }] };
  let [asked, most] = [0, 0];
  const { models, schedule } = testModels(settings, async () => {
    most = Math.max(most, ++asked - run.told.length);
    if (most > 100) throw new Error('answers without end');
    return answerWith(`export const values = () => [${asked}];`);
  });
  const pool = inProcess(nearHundred);
  const evaluator: typeof pool = {
    ...pool,
    async evaluate(...given) {
      while (asked > 0 && asked < 4) await turn(); // longer than the model's patience
      for (let count = 0; count < 200; count++) await turn();
      return await pool.evaluate(...given);
    },
  };
  await using run = await startRun({ config: settings, models, seats: schedule, evaluator, lanes: 3 });
  expect(await run.evolve()).toBe('attempts');
  expect(most).toBeGreaterThanOrEqual(4);
  expect(most).toBeLessThanOrEqual(2 + 3);
});

/** A proposer whose parent takes long to read. */
function readLater(proposer: Proposer): Proposer {
  let reading: Promise<void> | undefined;
  let isRead = false;
  const read = async () => {
    await turn();
    isRead = true;
  };
  const propose: Proposer['propose'] = (...given) => {
    reading ??= read();
    if (!isRead) throw new Unread(reading);
    return proposer.propose(...given);
  };
  return { ...proposer, propose };
}

describe('audits', () => {
  test('are made one at a time, however long they take, and the last champion is audited in the end', async () => {
    let [underway, most] = [0, 0];
    const told = () => run.told.length;
    await using run = await startRun({
      ...{ ...climbing(), config: { ...none, attempts: 200 } },
      async audit(_, claimed) {
        most = Math.max(most, ++underway);
        while (underway === 1 && told() < 150) await turn();
        underway--;
        return confirmed(claimed);
      },
    });
    expect(await run.evolve()).toBe('attempts');
    expect(most).toBe(1);
    expect(audits(run.told).length).toBeGreaterThanOrEqual(2);
    expect(run.run.state.duties.unaudited).toBeUndefined();
    expect(run.told.at(-1)?.kind).toBe('audit');
  });

  test('that refute who reached the target let the search go on, and models are asked again', async () => {
    let verdicts = 0;
    const config = { ...none, proposers: 'none', target: -50, models: [{ name: 'm', parallel: 3 }] };
    let asked = 0;
    const { models, schedule } = testModels(config, async (_, signal) => {
      // One of three reaches the target, so that no other that was under way with it does so after an audit refuted it.
      const value = (++asked % 3 === 1 ? 50 : 40) + asked / 1000;
      await turn();
      signal.throwIfAborted();
      return answerWith(`export const values = () => [${value}];`);
    });
    await using run = await startRun({
      ...{ config, models, seats: schedule },
      audit: async (_, claimed) => (verdicts++ < 2 ? refuted : confirmed(claimed)),
    });
    expect(await run.evolve()).toBe('target');
    const positions = run.told.flatMap(({ kind }, index) => (kind === 'audit' ? [index] : []));
    expect(positions).toHaveLength(3);
    for (const [first, second] of [positions.slice(0, 2), positions.slice(1)])
      expect(run.told.slice(first, second).filter((attempt) => modelOf(attempt) === 'm').length).toBeGreaterThan(0);
    expect(run.run.state.population.champion).toMatchObject({ score: expect.any(Number) });
    expect(run.run.state.population.champion!.score).toBeGreaterThanOrEqual(-50);
  });

  test('of a long front end with the search: at most twenty attempts come after it', async () => {
    const objectives = [
      { name: 'score', direction: 'max' },
      { name: 'sum', direction: 'min' },
    ] as const;
    const problem = { ...nearHundred, problem: { ...nearHundred.problem, objectives } };
    await using run = await startRun({ ...climbing(), problem, config: { ...none, attempts: 40 } });
    await run.evolve();
    expect(run.run.state.population.front.length).toBeGreaterThan(25); // a better score has a larger sum
    expect(audits(run.told)).toHaveLength(20);
  });
});

/** Makes `[7.5, 0]` into `[7.5]`. */
const shorter: Proposer = {
  name: 'simplify',
  propose: ({ parent: { program } }) => ({
    ...{ status: 'proposed', summary: 'shorter' },
    files: { 'main.js': (program.files['main.js'] as string).replace(', 0]', ']') },
  }),
};
const simplifying = () => {
  const { parts } = climbing();
  return { parts: () => ({ ...parts?.(), simplify: shorter }) };
};

describe('a winner', () => {
  test('is made simpler once, and what is left is audited', async () => {
    await using run = await startRun({ ...simplifying(), config: { attempts: 30 } });
    await run.evolve();
    const [simplified, audited] = run.told.slice(-2);
    const best = run.told.slice(0, -2).reduce((best, one) => (scoreOf(one) > scoreOf(best) ? one : best));
    expect(simplified).toMatchObject({ cause: 'simplify', drawn: { parent: best.number, inspirations: [] } });
    expect(scoreOf(simplified)).toBe(scoreOf(best));
    expect(causes(run.told).filter((cause) => cause === 'simplify')).toHaveLength(1);
    expect(audited).toMatchObject({ kind: 'audit', candidate: simplified?.number });
    expect(run.run.state.population.champion?.number).toBe(simplified?.number);
  });

  test('is not made simpler where the run is interrupted, but audited', async () => {
    const stop = new AbortController();
    await using run = await startRun({ ...simplifying(), attempted: ({ number }) => number === 10 && stop.abort() });
    expect(await run.evolve({}, { stop: stop.signal })).toBe('interrupted');
    expect(causes(run.told).slice(0, -1)).toEqual(run.told.slice(1).map(() => 'drawn'));
    expect(run.told.at(-1)?.kind).toBe('audit');
    expect(run.told.length).toBeLessThan(20);
  });
});

describe('tuning', () => {
  // Without a limit: the process that reads what models write starts late on a busy machine.
  const config = { ...none, models: [{ name: 'm', calls: 1 }] };
  const oneFind = () => testModels(config, async () => answerWith('export const values = () => [60, 1];'));

  test('what a model found is tuned once, by an attempt of the search that scores trials', async () => {
    const { models, schedule } = oneFind();
    const stop = new AbortController();
    // What a tuning improved is tuned further, where the search is not over by then.
    const attempted = (attempt: Attempt) => attempt.kind === 'proposal' && attempt.cause === 'tune' && stop.abort();
    await using run = await startRun({ ...climbing(), config, models, seats: schedule, attempted });
    await run.evolve({}, { stop: stop.signal });
    const find = run.told.find((attempt) => modelOf(attempt) === 'm');
    const tuned = run.told.filter((attempt) => attempt.kind === 'proposal' && attempt.cause === 'tune');
    expect(tuned).toMatchObject([{ drawn: { parent: find?.number }, proposal: { proposer: 'tune' } }]);
    expect(scoreOf(tuned[0])).toBeGreaterThan(-1);
    expect(evaluationsOf(tuned[0]!)).toBeGreaterThan(10);
  });

  test('a tuning that an aborted search gave back is due again when the run goes on', async () => {
    const { models, schedule } = oneFind();
    const tunings: AbortSignal[] = [];
    const tune: Proposer = {
      name: 'tune',
      propose: (_, signal) => async () => {
        tunings.push(signal);
        for (; tunings.length === 1; signal.throwIfAborted()) await turn();
        return { status: 'refused', reason: 'unchanged', feedback: '' };
      },
    };
    const parts = () => ({ ...climbing().parts?.(), tune });
    const abort = new AbortController();
    const attempted = () => tunings.length === 1 && abort.abort(new Error('enough'));
    const options = { parts, config, models, seats: schedule, attempted };
    await using run = await startRun(options);
    await expect(run.evolve({}, { abort: abort.signal })).rejects.toThrow('enough');
    expect(causes(run.told)).not.toContain('tune');
    await run.evolve({ attempts: run.told.length + 20 });
    expect(causes(run.told).filter((cause) => cause === 'tune')).toHaveLength(1);
  });
});

/** An evaluator that takes so many turns for a program; unequal ones change the order in which attempts are done. */
const takingTurns = (turns: (index: number) => number) => {
  let asked = 0;
  return inProcess(nearHundred, () => turns(asked++));
};

describe('a free-running search', () => {
  test('tells attempts as they are done, and has so many under way at once', async () => {
    let [underway, most] = [0, 0];
    const pool = takingTurns((index) => (index * 7) % 11);
    const evaluator = {
      ...pool,
      async evaluate(...given: Parameters<typeof pool.evaluate>) {
        most = Math.max(most, ++underway);
        return await pool.evaluate(...given).finally(() => underway--);
      },
    };
    await using run = await startRun({ ...climbing(), evaluator, lanes: 3, config: { ...none, attempts: 30 } });
    await run.evolve();
    expect(most).toBe(3);
    const numbers = run.told.map(({ number }) => number);
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b));
    for (const [index, { number, watermark }] of run.told.entries()) {
      expect(watermark).toBeLessThanOrEqual(index + 1);
      expect(watermark).toBeGreaterThanOrEqual(number - 3);
    }
  });

  test('compares a child with all that was told when its proposal was there', async () => {
    let asked = 0;
    const told = () => run.told.length;
    const propose: Proposer['propose'] = () => async () => {
      for (const earlier = asked++; told() < earlier; ) await turn();
      return { status: 'proposed', files: numbers('50').files };
    };
    const config = { ...none, attempts: 4, cells: false, accept: 'never' };
    await using run = await startRun({ parts: only({ name: 'same', propose }), config });
    await run.evolve();
    const drawn = run.told.filter(({ kind }) => kind === 'proposal');
    expect(drawn.map(({ watermark }) => watermark)).toEqual([1, 1, 1, 1]); // all were asked for at once
    expect(drawn.slice(1)).toMatchObject([1, 2, 3].map(() => ({ outcome: { reason: 'duplicate' } })));
  });

  test('asks every model as often as it has conversations, beside the operators', async () => {
    const config = { ...none, tune: false, attempts: 40, models: [{ name: 'm', parallel: 2 }, { name: 'n' }] };
    const open = { m: 0, n: 0 };
    const most = { m: 0, n: 0 };
    let asked = 0;
    const { models, schedule } = testModels(config, async ({ model }) => {
      const name = model as 'm' | 'n';
      most[name] = Math.max(most[name], ++open[name]);
      await turn();
      open[name]--;
      return answerWith(`export const values = () => [${++asked}];`);
    });
    await using run = await startRun({ ...climbing(), config, models, seats: schedule });
    await run.evolve();
    expect(most).toEqual({ m: 2, n: 1 });
    const by = run.told.map(modelOf);
    for (const model of ['m', 'n', undefined]) expect(by).toContain(model);
  });
});

describe('a model', () => {
  const config = { ...none, tune: false, twins: false, attempts: 60, models: [{ name: 'm', parallel: 2, repairs: 1 }] };
  /** An answer that took long, so that the patience of its model does not end in a test on a busy machine. */
  const patient = (code: string): ModelAnswer => ({
    ...{ status: 'answered', text: answerWith(code), thinking: '', stop: 'stop' },
    ...{ tokens: { prompt: 30, answer: 12 }, milliseconds: 1e6, loading: 0 },
  });
  /** Evaluations take longer than answers. */
  const slow = () => inProcess(nearHundred, () => 40);

  test('is asked its next question when its last result was told', async () => {
    const one = { ...config, models: [{ name: 'm' }] };
    let asked = 0;
    const { models, schedule } = testModels(one, async () =>
      patient(`export const values = () => [8 + ${++asked}, 1];`),
    );
    await using run = await startRun({ ...climbing(), config: one, models, seats: schedule, evaluator: slow() });
    await run.evolve();
    const places = run.told.flatMap((attempt, index) => (modelOf(attempt) === 'm' ? [[attempt, index] as const] : []));
    expect(places.length).toBeGreaterThan(3);
    for (const [at, [{ watermark }]] of places.slice(1).entries())
      expect(watermark).toBeGreaterThanOrEqual(places[at]![1] + 2); // the initial program was told, too
  });

  test('repairs what failed before it is asked anything new', async () => {
    const log: string[] = [];
    const { models, schedule } = testModels(config, async ({ messages, sampling }) => {
      const isRepair = messages.length > 2;
      log.push(isRepair ? 'repair' : 'new');
      await turn();
      if (isRepair) return patient(`export const values = () => [8 + ${sampling.seed % 97}, ${log.length}];`);
      return patient(`export const values = () => [missing, ${log.length}];`);
    });
    await using run = await startRun({ ...climbing(), config, models, seats: schedule, evaluator: slow() });
    await run.evolve();
    expect(log.length).toBeGreaterThan(10);
    let waiting = 0;
    for (const call of log) {
      waiting += call === 'new' ? 1 : -1;
      expect(waiting).toBeLessThanOrEqual(2); // two conversations, each of them with its repair first
    }
  });

  test('has its answers evaluated ahead of other programs, and each once', async () => {
    const urgent = new Set<string>();
    const pool = slow();
    const evaluator: typeof pool = {
      ...pool,
      evaluate(program, signal, first) {
        if (first) urgent.add(program.files['main.js']!);
        return pool.evaluate(program, signal, first);
      },
    };
    const { models, schedule } = testModels(config, async ({ sampling }) =>
      patient(`export const values = () => [8 + ${sampling.seed}];`),
    );
    await using run = await startRun({ ...climbing(), config, models, seats: schedule, evaluator });
    await run.evolve();
    const texts = pool.evaluated.map(({ files }) => files['main.js']!);
    expect(urgent.size).toBeGreaterThan(3);
    expect(texts.filter((text) => text.includes('8 +')).toSorted()).toEqual([...urgent].toSorted());
  });
});

describe('an ended search', () => {
  const config = { ...none, tune: false, models: [{ name: 'm', parallel: 2 }] };

  /** A model that thinks until it is cancelled or let go on, and the reasons for which it was cancelled. */
  function thinking() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancelled: unknown[] = [];
    const asked = testModels(config, async (_, signal) => {
      const left = Promise.withResolvers<never>();
      const cancel = () => {
        cancelled.push(signal.reason);
        left.reject(signal.reason);
      };
      signal.addEventListener('abort', cancel);
      await Promise.race([promise, left.promise]).finally(() => signal.removeEventListener('abort', cancel));
      return answerWith('export const values = () => [99];');
    });
    return { ...asked, cancelled, answer: resolve };
  }

  test.each([
    ['at its target', { target: -92.99 }, 'target'],
    ['at a moment', { until: 0 }, 'time'],
  ] as const)('leaves models behind that still think: %s', async (_, limits, ending) => {
    const { models, schedule, cancelled } = thinking();
    const until = 'until' in limits ? { until: Date.now() + 1000 } : limits;
    await using run = await startRun({ ...climbing(), config: { ...config, ...until }, models, seats: schedule });
    expect(await run.evolve()).toBe(ending);
    expect(cancelled).toHaveLength(2);
    expect(run.told.map(modelOf)).not.toContain('m');
    expect([...run.run.tasks.causes]).toEqual([]);
  });

  test('waits for them where it ends for another reason', async () => {
    const { models, schedule, cancelled, answer } = thinking();
    const attempted = ({ number }: Attempt) => number > 15 && answer();
    const options = { ...climbing(), config: { ...config, attempts: 20 }, models, seats: schedule, attempted };
    await using run = await startRun(options);
    expect(await run.evolve()).toBe('attempts');
    expect(cancelled).toEqual([]);
    expect(run.told.map(modelOf).filter((model) => model === 'm').length).toBeGreaterThanOrEqual(2);
  });

  test('that is interrupted leaves them behind, and goes on later', async () => {
    const { models, schedule, cancelled, answer } = thinking();
    const stop = new AbortController();
    const attempted = ({ number }: Attempt) => number > 10 && stop.abort();
    await using run = await startRun({ ...climbing(), config, models, seats: schedule, attempted });
    expect(await run.evolve({}, { stop: stop.signal })).toBe('interrupted');
    expect(cancelled).toHaveLength(2);
    const told = run.told.length;
    answer();
    expect(await run.evolve({ attempts: told + 10 })).toBe('attempts');
  });
});

describe('a search fails', () => {
  test('when the record does, with what it says', async () => {
    await using run = await startRun({ ...climbing(), attempted: ({ number }) => number === 5 && void lose() });
    const lose = () => run.store.close();
    await expect(run.evolve()).rejects.toThrow('this store was closed');
    expect(run.told.length).toBeLessThan(12);
  });

  test('when its run is closed', async () => {
    const run = await startRun({ ...climbing(), attempted: ({ number }) => number === 5 && void close() });
    const close = () => run.run.close();
    await expect(run.evolve()).rejects.toThrow('This run has ended.');
    expect(run.told.length).toBeLessThan(12);
  });

  test('when a proposer has a bug, and cancels what is under way', async () => {
    const signals: AbortSignal[] = [];
    const buggy: Proposer = {
      name: 'buggy',
      propose: (_, signal) => async () => {
        signals.push(signal);
        if (signals.length === 3) throw new TypeError('x is undefined');
        return await new Promise(() => {});
      },
    };
    const config = { ...none, deterministic: true, lag: 4 }; // all proposing is cut short
    await using run = await startRun({ parts: only(buggy), config });
    await expect(run.evolve()).rejects.toThrow('x is undefined');
    expect(signals.map(({ aborted }) => aborted)).toEqual(signals.map(() => true));
    expect([...run.run.tasks.causes]).toEqual([]);
  });

  test('when it is aborted, at once, with the reason', async () => {
    const evaluator = inProcess(nearHundred, () => 1e9);
    await using run = await startRun({ ...climbing(), evaluator });
    const abort = AbortSignal.timeout(20);
    await expect(run.evolve({}, { abort })).rejects.toThrow('timeout');
    expect(run.told).toEqual([]);
    await using never = await startRun(climbing());
    await expect(never.evolve({}, { abort: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });
});
