import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Attempt, Audited } from '../../src/api/attempt.ts';
import type { LoadedProblem } from '../../src/api/problem.ts';
import type { Program } from '../../src/api/program.ts';
import type { Proposer } from '../../src/api/proposer.ts';
import { readProgram } from '../../src/language/program.ts';
import { Notes } from '../../src/memory/notes.ts';
import { Programs } from '../../src/memory/programs.ts';
import { IslandPopulation } from '../../src/population/island-population.ts';
import { createBandit } from '../../src/proposers/bandit.ts';
import { realClock } from '../../src/run/clock.ts';
import type { Engine } from '../../src/run/engine.ts';
import { tell } from '../../src/run/learn.ts';
import { evolve } from '../../src/schedule/evolve.ts';
import { anAttempt, aScore } from '../factory.ts';

const scoreIn = ({ files }: Program) => Number(/\d+/.exec(files['main.ts'] as string)?.[0]);
const program = (value: number) =>
  readProgram({
    'main.ts': `// EVOLVE-BLOCK-START\nexport const value = ${value} + 0;\n// EVOLVE-BLOCK-END\n`,
  });

/** An engine in which every child is better than its parent, so that there is always a champion to audit. */
function climbing(audit: () => Promise<void>, told: Attempt[], simplify?: Proposer): Engine {
  const population = new IslandPopulation({
    islands: 1,
    migration: { topology: 'none', interval: 1000 },
    ...{ descriptors: [], explore: 0, inspirations: 0, elites: 8 },
  });
  let best = 0;
  const better: Proposer = {
    name: 'better',
    propose: () => ({ status: 'proposed', files: program(++best).files, summary: 'better' }),
  };
  const problem = {
    problem: { name: 'climb', statement: '', evaluator: { name: 'climb', interface: '', stages: [] } },
    ...{ initial: program(0), fingerprint: '', path: '' },
  } as unknown as LoadedProblem;
  const engine: Engine = {
    ...{ problem, seed: 1, population, context: [], models: new Map(), bandit: createBandit(['better']) },
    programs: new Programs(() => population.members()),
    notes: new Notes(() => population.members()),
    proposers: new Map([['better', better]]),
    ...(simplify && { simplify }),
    evaluator: {
      async evaluate(child) {
        await sleep(0);
        return { status: 'scored', score: scoreIn(child), metrics: {}, stages: [], feedback: '' };
      },
      glance: async () => Number.NaN,
      async close() {},
    },
    async audit(_, claimed): Promise<Audited> {
      await audit();
      return { status: 'confirmed', score: claimed, metrics: {}, feedback: '' };
    },
    store: { append: async () => {} } as unknown as Engine['store'],
    ...{ clock: realClock(0), lanes: 4, inOrder: false },
    reporter: { attempted: (attempt) => void told.push(attempt) },
  };
  tell(engine, { attempt: anAttempt({ number: 0, parents: [], outcome: aScore(0) }), program: program(0) });
  return engine;
}

const scoreOf = ({ outcome }: Attempt) => ('score' in outcome ? outcome.score : Number.NaN);

test('one candidate is audited at a time, however long it takes, and the last champion in the end', async () => {
  let [underway, most] = [0, 0];
  const told: Attempt[] = [];
  const engine = climbing(async () => {
    most = Math.max(most, ++underway);
    while (underway === 1 && told.length < 400) await sleep(1);
    underway--;
  }, told);
  const never = new AbortController().signal;
  expect(await evolve(engine, { attempts: 500 }, { stop: never, abort: never }, 1)).toBe('attempts');
  expect(most).toBe(1);
  expect(told.filter(({ operator }) => operator === 'audit').length).toBeGreaterThanOrEqual(2);
  expect(engine.population.unaudited).toBeUndefined();
});

/** Makes `value = 7 + 0` into `value = 7`. */
const shorter: Proposer = {
  name: 'simplify',
  propose: ({ parent: { program } }) => ({
    status: 'proposed',
    files: { 'main.ts': (program.files['main.ts'] as string).replace(' + 0', '') },
    summary: 'shorter',
  }),
};

test('a winner is made simpler once, and what is left is audited', async () => {
  const told: Attempt[] = [];
  const engine = climbing(async () => {}, told, shorter);
  const never = new AbortController().signal;
  await evolve(engine, { attempts: 30 }, { stop: never, abort: never }, 1);
  const [best, simplified, audited] = told.slice(-3) as [Attempt, Attempt, Attempt];
  expect(simplified).toMatchObject({ operator: 'simplify', closing: true, parents: [best.number], inspirations: [] });
  expect(simplified.outcome).toMatchObject({ status: 'scored', score: scoreOf(best) });
  expect(told.filter(({ closing }) => closing)).toHaveLength(1);
  expect(audited).toMatchObject({ operator: 'audit', parents: [simplified.number] });
  expect(engine.population.champion?.number).toBe(simplified.number);
});

test('who interrupts a run does not wait for a simpler winner', async () => {
  const told: Attempt[] = [];
  const stop = new AbortController();
  const engine = climbing(async () => {}, told, shorter);
  engine.reporter.attempted = (attempt) => {
    told.push(attempt);
    if (told.length === 10) stop.abort();
  };
  const never = new AbortController().signal;
  expect(await evolve(engine, {}, { stop: stop.signal, abort: never }, 1)).toBe('interrupted');
  expect(told.filter(({ closing }) => closing)).toEqual([]);
  expect(told.at(-1)?.operator).toBe('audit');
});

test('where the audit refutes who reached the target, the search goes on, and models are asked again', async () => {
  const told: Attempt[] = [];
  const engine = climbing(async () => {}, told);
  let [verdicts, hopeless] = [0, 0];
  const thinking: Proposer = {
    name: 'think',
    async propose(_, signal) {
      if (signal?.aborted && ++hopeless > 100) throw new Error('a model is asked that nobody waits for');
      signal?.throwIfAborted();
      await sleep(1);
      return { status: 'proposed', files: program(100 + told.length).files, summary: 'thought' };
    },
  };
  const spending = { spent: false, tell() {} };
  const model = { choose: () => thinking, bandit: createBandit(['think']), spending, formats: { tell() {} } };
  let isFree = true;
  const schedule = {
    onChange() {},
    drain() {},
    hopeless: undefined,
    take() {
      if (!isFree) return undefined;
      isFree = false;
      const release = () => {
        isFree = true;
      };
      return { model: 'm', release };
    },
  };
  const asking = {
    ...engine,
    models: new Map([['m', model]]) as unknown as Engine['models'],
    schedule: schedule as unknown as Engine['schedule'],
    lanes: 0,
    audit: async (_: unknown, claimed: number): Promise<Audited> =>
      verdicts++ < 2
        ? { status: 'refuted', metrics: {}, feedback: '' }
        : { status: 'confirmed', score: claimed, metrics: {}, feedback: '' },
  };
  const never = new AbortController().signal;
  expect(await evolve(asking, { target: 101 }, { stop: never, abort: never }, 1)).toBe('target');
  const audits = told.flatMap(({ operator }, index) => (operator === 'audit' ? [index] : []));
  expect(audits).toHaveLength(3);
  expect(told.slice(audits[0]).filter(({ model }) => model === 'm').length).toBeGreaterThanOrEqual(2);
});

test('a search of its own that has no lanes ends, and scores what it is given', async () => {
  const told: Attempt[] = [];
  const scores: (readonly number[])[] = [];
  const searching: Proposer = {
    name: 'simplify',
    async propose({ trials }) {
      scores.push(await trials!.score([program(3), program(4)]));
      return { status: 'refused', reason: 'unchanged', feedback: '' };
    },
  };
  const engine = { ...climbing(async () => {}, told, searching), lanes: 0 };
  tell(engine, { attempt: anAttempt({ outcome: aScore(1) }), program: program(1) });
  const never = new AbortController().signal;
  await evolve(engine, { target: 1 }, { stop: never, abort: never }, 2);
  expect(scores).toEqual([[3, 4]]);
});
