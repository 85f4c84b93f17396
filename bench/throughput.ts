/**
 * Attempts per second, end to end and durably recorded, with the cheapest evaluator and an instant proposer:
 *   node bench/throughput.ts [attempts] [sandbox level]
 * Prints the rate around attempts 1,000, 10,000 and 20,000, memory, latency to durability, the time to open the population,
 * and the rates of proposing, evaluating and recording alone.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recorded } from '../src/api/attempt.ts';
import type { Proposer } from '../src/api/proposer.ts';
import { openEvaluation } from '../src/compose/open-evaluation.ts';
import { audit as auditProgram } from '../src/evaluation/audit.ts';
import { chooseJail, type SandboxLevel } from '../src/evaluation/jail/choose-jail.ts';
import { programKey } from '../src/language/javascript/key.ts';
import { measureProgram } from '../src/language/javascript/measure.ts';
import { loadProblem } from '../src/load-problem.ts';
import { Notes } from '../src/memory/notes.ts';
import { Programs } from '../src/memory/programs.ts';
import { defaultDescriptors } from '../src/population/descriptors.ts';
import { IslandPopulation } from '../src/population/island-population.ts';
import { createBandit } from '../src/proposers/bandit.ts';
import { createStore } from '../src/record/create-store.ts';
import { readRecord } from '../src/record/read-record.ts';
import { realClock } from '../src/run/clock.ts';
import type { Engine, Search } from '../src/run/engine.ts';
import { tell } from '../src/run/learn.ts';
import { drawOnce } from '../src/run/propose.ts';
import { evolve } from '../src/schedule/evolve.ts';

const attempts = Number(process.argv[2] ?? 20_000);
const workers = 2;
const sandbox = (process.argv[3] ?? 'auto') as SandboxLevel;
const problem = await loadProblem(join(import.meta.dirname, 'trivial'));
const folder = await mkdtemp(join(tmpdir(), 'germline-bench-'));

/** Answers immediately with a new program. */
let counter = 0;
const instant: Proposer = {
  name: 'instant',
  propose: ({ parent }) => ({
    status: 'proposed',
    files: { 'initial.ts': (parent.files['initial.ts'] as string).replace(/return .*;/, `return ${++counter};`) },
    summary: `return ${counter}`,
  }),
};

function newSearch(): Search {
  const population = new IslandPopulation({
    islands: 4,
    migration: { topology: 'ring', interval: 250 },
    descriptors: defaultDescriptors(measureProgram(problem.initial)),
    ...{ explore: 0.2, inspirations: 4, elites: 32 },
  });
  const programs = new Programs(() => population.members());
  const bandit = createBandit(['instant']);
  const notes = new Notes(() => population.members());
  const proposers = new Map([['instant', instant]]);
  return { problem, seed: 1, population, programs, notes, context: [], proposers, models: new Map(), bandit };
}

const first: Recorded = {
  attempt: {
    ...{ number: 0, told: 0, draw: 0, at: 0, island: 0, operator: 'initial', parents: [], inspirations: [] },
    summary: 'initial program',
    cost: { propose: 0, evaluate: 0 },
    outcome: {
      ...{ status: 'scored', score: 0, metrics: {}, stages: [], feedback: '' },
      ...{ key: programKey(problem.initial), measures: measureProgram(problem.initial) },
    },
  },
  files: problem.initial,
};

const facts = {
  ...{ format: 1, engine: 'bench', files: ['initial.ts'], seed: 1, config: {}, sandbox: [], started: Date.now() },
  problem: { name: 'trivial', source: 'trivial', fingerprint: 'none' },
};

const per = (count: number, milliseconds: number) => `${Math.round((count / milliseconds) * 1000)}/s`;
const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;

async function whole(): Promise<void> {
  const path = join(folder, 'whole.git');
  const search = newSearch();
  const store = await createStore(path, facts, { branches: () => search.population.branches() });
  const evaluator = await openEvaluation(problem, { workers, seed: 1, sandbox });
  const latencies: number[] = [];
  const timed = {
    ...{ facts, files: store.files.bind(store), flush: store.flush.bind(store), close: store.close.bind(store) },
    recorded: 0,
    async append(recorded: Recorded) {
      const begun = performance.now();
      await store.append(recorded);
      latencies.push(performance.now() - begun);
    },
  };
  const marks: { told: number; time: number; memory: number }[] = [];
  const mark = (told: number) => marks.push({ told, time: performance.now(), memory: process.memoryUsage().rss });
  const jail = await chooseJail(sandbox);
  const audit: Engine['audit'] = (files, claimed) => auditProgram({ problem, seed: 1, jail }, files, claimed);
  const engine: Engine = {
    ...{ ...search, evaluator, audit, store: timed, clock: realClock(0), lanes: 2 * workers + 2, inOrder: false },
    reporter: { attempted: () => search.population.told % 500 === 0 && mark(search.population.told) },
  };
  await Promise.all([store.append(first), store.flush()]);
  tell(search, first);
  mark(0);
  const begun = performance.now();
  const never = new AbortController().signal;
  await evolve(engine, { attempts }, { stop: never, abort: never }, 1);
  await store.flush();
  console.log(`end to end: ${attempts} attempts durable at ${per(attempts, performance.now() - begun)}`);
  for (const at of [1000, 10_000, 20_000].filter((count) => count <= attempts)) {
    const [from, to] = [marks.find(({ told }) => told === at - 1000), marks.find(({ told }) => told === at)];
    if (from && to)
      console.log(
        `  from ${at - 1000} to ${at}: ${per(1000, to.time - from.time)}, ${Math.round(to.memory / 2 ** 20)} MiB resident`,
      );
  }
  latencies.sort((a, b) => a - b);
  console.log(
    `  latency to durability: median ${quantile(latencies, 0.5).toFixed(0)} ms, 95 % ${quantile(latencies, 0.95).toFixed(0)} ms`,
  );
  await Promise.all([store.close(), evaluator.close()]);
  await opening(path);
}

async function opening(path: string): Promise<void> {
  const begun = performance.now();
  const record = await readRecord(path);
  const read = performance.now() - begun;
  const search = newSearch();
  for (const { attempt } of record.entries) tell(search, { attempt });
  console.log(
    `opening: ${record.entries.length} attempts read in ${read.toFixed(0)} ms, replayed into a population in ${(performance.now() - begun - read).toFixed(0)} ms`,
  );
  await record.close();
}

function propose(count: number): void {
  const search = newSearch();
  tell(search, first);
  const begun = performance.now();
  for (let number = 1; number <= count; number++) drawOnce(search, number, 0, {}, new AbortController().signal);
  console.log(`propose alone: ${per(count, performance.now() - begun)}`);
}

async function evaluate(count: number): Promise<void> {
  const evaluator = await openEvaluation(problem, { workers, seed: 1, sandbox });
  const program = (value: number) => ({ 'initial.ts': `export function value() { return ${value}; }` });
  await evaluator.evaluate(program(-1));
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) await evaluator.evaluate(program(next++));
  };
  await Promise.all(Array.from({ length: 2 * workers + 2 }, lane));
  console.log(`evaluate alone, ${workers} workers: ${per(count, performance.now() - begun)}`);
  await evaluator.close();
}

async function record(count: number): Promise<void> {
  const store = await createStore(join(folder, 'record.git'), facts, {});
  await Promise.all([store.append(first), store.flush()]);
  const begun = performance.now();
  const window = new Set<Promise<void>>();
  for (let number = 1; number <= count; number++) {
    const attempt = { ...first.attempt, number, told: number, parents: [number - 1], operator: 'instant' };
    const files = { 'initial.ts': `export function value() { return ${number}; }\n` };
    const durable = store.append({ attempt, files }).finally(() => window.delete(durable));
    window.add(durable);
    if (window.size > 200) await Promise.race(window);
  }
  await store.flush();
  console.log(`record alone: ${per(count, performance.now() - begun)}`);
  await store.close();
}

try {
  propose(5000);
  await evaluate(3000);
  await record(5000);
  await whole();
} finally {
  await rm(folder, { recursive: true, force: true });
}
