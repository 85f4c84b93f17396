/**
 * Attempts per second, end to end and durably recorded, with the cheapest evaluator and an instant proposer:
 *   node bench/throughput.ts [attempts] [sandbox level]
 * Prints the rate around attempts 1,000, 10,000 and 20,000, memory, latency to durability, the time to open the population,
 * and the rates of proposing, evaluating and recording alone.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InitialAttempt, ProposalAttempt, Recorded } from '../src/api/attempt.ts';
import type { Proposer } from '../src/api/proposer.ts';
import type { Store } from '../src/api/store.ts';
import { createState } from '../src/compose/create-state.ts';
import { auditor, openEvaluation } from '../src/compose/open-evaluation.ts';
import { readConfig } from '../src/config.ts';
import type { SandboxLevel } from '../src/evaluation/jail/choose-jail.ts';
import { measureProgram, programKey, readProgram } from '../src/language/program.ts';
import { loadProblem } from '../src/load-problem.ts';
import { createBandit } from '../src/proposers/bandit.ts';
import { createStore } from '../src/record/create-store.ts';
import { readRecord } from '../src/record/read-record.ts';
import { realClock } from '../src/run/clock.ts';
import { learnersOf, tell } from '../src/run/learn.ts';
import { propose } from '../src/run/propose.ts';
import { Run } from '../src/run/run.ts';
import { sample } from '../src/run/sample.ts';
import type { SearchState } from '../src/run/state.ts';
import { evolve } from '../src/schedule/evolve.ts';
import { freeRunning } from '../src/schedule/free-running.ts';
import { benchFacts } from './bench-facts.ts';

const attempts = Number(process.argv[2] ?? 20_000);
const workers = 2;
const sandbox = (process.argv[3] ?? 'auto') as SandboxLevel;
const problem = await loadProblem(join(import.meta.dirname, 'trivial'));
const folder = await mkdtemp(join(tmpdir(), 'germline-bench-'));

/** Answers immediately with a new program. */
const instant: Proposer = {
  name: 'instant',
  propose({ parent, random }) {
    const text = `return ${random.int(2 ** 48)};`;
    const files = { 'initial.ts': (parent.program.files['initial.ts'] as string).replace(/return .*;/, text) };
    return { status: 'proposed', files, summary: text };
  },
};

/** Told nothing yet; the instant proposer alone proposes. */
function newState(): SearchState {
  const config = readConfig({ migrationInterval: 250, restart: 0, simplify: false });
  const proposers = new Map([['instant', instant]]);
  const state = { ...createState(problem, config, 1, new Map()), proposers, bandit: createBandit(['instant']) };
  return { ...state, learners: learnersOf(state) };
}

const initial: InitialAttempt = {
  ...{ kind: 'initial', number: 0, watermark: 0, at: 0, islands: [0, 1, 2, 3], cost: { propose: 0, evaluate: 0 } },
  outcome: {
    ...{ status: 'scored', score: 0, metrics: {}, stages: [], feedback: '' },
    ...{ key: programKey(problem.initial), measures: measureProgram(problem.initial) },
  },
};
const first: Recorded = { attempt: initial, program: problem.initial };
const facts = benchFacts(problem.initial);
const branches = { champion: 0 };
const lanes = 2 * workers + 2;
const never = new AbortController().signal;

const per = (count: number, milliseconds: number) => `${Math.round((count / milliseconds) * 1000)}/s`;
const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;

/** A store that notes how long each attempt took to become durable, in milliseconds. */
function timed(store: Store, latencies: number[]): Store {
  return {
    ...{ facts: store.facts, recorded: store.recorded, files: (number) => store.files(number) },
    commitOf: (number) => store.commitOf(number),
    ...{ flush: (at) => store.flush(at), close: () => store.close() },
    async append(recorded, at) {
      const begun = performance.now();
      await store.append(recorded, at);
      latencies.push(performance.now() - begun);
    },
  };
}

/** A moment of a run. */
interface Mark {
  readonly told: number;
  readonly time: number;
  readonly memory: number;
}

async function openRun(path: string, latencies: number[], marks: Mark[]): Promise<Run> {
  const state = newState();
  const resources = new AsyncDisposableStack();
  const evaluator = resources.adopt(await openEvaluation(problem, { workers, seed: 1, sandbox }), (it) => it.close());
  const store = resources.adopt(timed(await createStore(path, facts, {}), latencies), (it) => it.close());
  const mark = () => {
    const { told } = state.population;
    if (told % 500 === 1) marks.push({ told: told - 1, time: performance.now(), memory: process.memoryUsage().rss });
  };
  const engine = { state, evaluator, audit: auditor(problem, 1, { sandbox }), clock: realClock(0), lanes };
  const run = new Run({
    ...{ engine, path, store, reporter: { attempted: mark }, next: 1, resources },
    initials: [problem.initial],
  });
  await run.record(first).durable;
  mark();
  return run;
}

async function whole(): Promise<void> {
  const path = join(folder, 'whole.git');
  const [latencies, marks]: [number[], Mark[]] = [[], []];
  const run = await openRun(path, latencies, marks);
  const begun = performance.now();
  await evolve(run, {
    policy: freeRunning(run.engine),
    budget: { attempts },
    interrupt: { stop: never, abort: never },
  });
  await run.flush();
  console.log(`end to end: ${attempts} attempts durable at ${per(attempts, performance.now() - begun)}`);
  for (const at of [1000, 10_000, 20_000].filter((count) => count <= attempts)) printThousand(marks, at);
  latencies.sort((a, b) => a - b);
  const [median, most] = [0.5, 0.95].map((share) => quantile(latencies, share).toFixed(0));
  console.log(`  latency to durability: median ${median} ms, 95 % ${most} ms`);
  await run.close();
  await opening(path);
}

/** The thousand attempts that end at one. */
function printThousand(marks: readonly Mark[], at: number): void {
  const [from, to] = [marks.find(({ told }) => told === at - 1000), marks.find(({ told }) => told === at)];
  if (!from || !to) return;
  const memory = `${Math.round(to.memory / 2 ** 20)} MiB resident`;
  console.log(`  from ${at - 1000} to ${at}: ${per(1000, to.time - from.time)}, ${memory}`);
}

async function opening(path: string): Promise<void> {
  const begun = performance.now();
  const record = await readRecord(path);
  const read = performance.now() - begun;
  const state = newState();
  for (const { attempt } of record.entries) tell(state, { attempt });
  console.log(
    `opening: ${record.entries.length} attempts read in ${read.toFixed(0)} ms, replayed into a population in ${(performance.now() - begun - read).toFixed(0)} ms`,
  );
  await record.close();
}

async function proposing(count: number): Promise<void> {
  const state = newState();
  tell(state, first);
  const begun = performance.now();
  for (let number = 1; number <= count; number++)
    await propose(sample(state, number, 0, { cause: 'drawn' }), {}, never);
  console.log(`propose alone: ${per(count, performance.now() - begun)}`);
}

async function evaluate(count: number): Promise<void> {
  const evaluator = await openEvaluation(problem, { workers, seed: 1, sandbox });
  const program = (value: number) => readProgram({ 'initial.ts': `export function value() { return ${value}; }` });
  await evaluator.evaluate(program(-1));
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) await evaluator.evaluate(program(next++));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  console.log(`evaluate alone, ${workers} workers: ${per(count, performance.now() - begun)}`);
  await evaluator.close();
}

function child(number: number): Recorded {
  const { at, cost, outcome } = initial;
  const attempt: ProposalAttempt = {
    ...{ kind: 'proposal', cause: 'drawn', number, watermark: number, at, cost, outcome },
    drawn: { draw: 0, island: 0, parent: number - 1, inspirations: [] },
    proposal: { proposer: 'instant' },
  };
  return { attempt, program: readProgram({ 'initial.ts': `export function value() { return ${number}; }\n` }) };
}

async function record(count: number): Promise<void> {
  const store = await createStore(join(folder, 'record.git'), facts, {});
  await Promise.all([store.append(first, branches), store.flush()]);
  const begun = performance.now();
  const window = new Set<Promise<void>>();
  for (let number = 1; number <= count; number++) {
    const durable = store.append(child(number), branches).finally(() => window.delete(durable));
    window.add(durable);
    if (window.size > 200) await Promise.race(window);
  }
  await store.flush();
  console.log(`record alone: ${per(count, performance.now() - begun)}`);
  await store.close();
}

try {
  await proposing(5000);
  await evaluate(3000);
  await record(5000);
  await whole();
} finally {
  await rm(folder, { recursive: true, force: true });
}
