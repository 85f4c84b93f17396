import type { Recorded } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { RunFacts, Store } from '../api/store.ts';
import { checkTime, readConfig, type SearchConfig } from '../config.ts';
import { layersAt, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { readProgram } from '../language/program.ts';
import { openReader, type Reader } from '../record/git-reader.ts';
import { openStore } from '../record/git-store.ts';
import { type Engine, modelsSpent, type Search } from '../run/engine.ts';
import { dutyAt, iterate } from '../run/iterate.ts';
import { loadPrograms, restore } from '../run/learn.ts';
import { type Budget, spent } from '../schedule/budget.ts';
import { grounded, type Underway } from '../schedule/evolve.ts';
import { connectModels } from './connect-models.ts';
import { createSearch } from './create-search.ts';
import { openEvaluation } from './open-evaluation.ts';
import { sameProblem } from './same-problem.ts';
import {
  assemble,
  type Connected,
  clockOf,
  type Session,
  type SessionOptions,
  session,
  storeOptions,
} from './session.ts';

interface ResumeOptions extends SessionOptions {
  readonly limits: Limits;
}

type Limits = { readonly [name in keyof Budget]?: number | undefined };

/** The limits it had unless others are given; one of time takes the place of both. */
function resumedConfig({ config: recorded }: RunFacts, limits: Limits): SearchConfig {
  const { milliseconds, until } = limits;
  const isTimed = milliseconds !== undefined || until !== undefined;
  const config = readConfig({ ...recorded, ...defined(limits), ...(isTimed && { milliseconds, until }) });
  checkTime(config.deterministic, milliseconds);
  return config;
}

/** Takes up a run from its record, with the limits it had unless others are given. */
export async function resumeRun(options: ResumeOptions): Promise<Session> {
  const reader = await openReader(options.path);
  try {
    const { facts } = reader;
    const config = resumedConfig(facts, options.limits);
    const problem = await sameProblem(facts);
    await checkSandbox(facts, options.sandbox);
    const connection = await connectModels(config, options);
    const search = createSearch(problem, config, facts.seed, connection.models);
    const store = await openStore(options.path, storeOptions(search, config));
    const { deterministic } = config;
    const evaluation = openEvaluation(search.problem, { ...options, seed: facts.seed, deterministic });
    try {
      return await restoreSession(search, config, await evaluation, store, reader, { ...options, connection });
    } catch (error) {
      await Promise.allSettled([connection.close(), store.close(), evaluation.then((evaluator) => evaluator.close())]);
      throw error;
    }
  } finally {
    await reader.close();
  }
}

/** Tells the search everything that was recorded; in deterministic runs, what was under way is drawn again on the way. */
async function restoreSession(
  search: Search,
  config: SearchConfig,
  evaluator: EvaluatorPool,
  store: Store,
  reader: Reader,
  options: ResumeOptions & Connected,
): Promise<Session> {
  const underway: Redrawn = { ...grounded(), flights: new Map() };
  const engineAt = (elapsed: number) => assemble(search, config, evaluator, store, options, clockOf(config, elapsed));
  const { last, highest } = await restore(search, reader.batches(), async (told) => {
    if (config.deterministic) await redraw(engineAt(0), config, store.recorded, told, underway);
  });
  await loadPrograms(search, async (number) => readProgram(await store.files(number)));
  const first = Math.max(highest, ...underway.flights.keys()) + 1;
  const layers = await layersAt(options.sandbox);
  const { connection } = options;
  return session(engineAt(last?.at ?? 0), config, layers, first, connection, underway);
}

/**
 * What was under way in a deterministic run when it stopped is drawn again at its own watermark: attempt n is always
 * drawn when n - lag + 1 attempts were told.
 */
async function redraw(
  engine: Engine,
  config: SearchConfig,
  recorded: number,
  told: number,
  { flights, late, abort }: Redrawn,
): Promise<void> {
  if (told >= recorded) return;
  const { evaluations, champion } = engine.population;
  const standing = { evaluations, champion, elapsed: 0, modelsSpent: modelsSpent(engine) };
  const { lag } = config;
  const asking = AbortSignal.any([abort.signal, late.signal]);
  for (let number = told === 1 ? 1 : lag + told - 1; number < lag + told; number++) {
    if (number < recorded || spent(config, { ...standing, attempts: number - 1 })) continue;
    await loadPrograms(engine, async (candidate) => readProgram(await engine.store.files(candidate)));
    const flight = iterate(engine, number, abort.signal, dutyAt(engine, number), asking);
    flight.catch(() => {}); // the loop hears of it when it takes over
    flights.set(number, flight);
  }
}

interface Redrawn extends Underway {
  readonly flights: Map<number, Promise<Recorded>>;
}

/** A run does not go on in a weaker sandbox than it began in, unless that is said. */
async function checkSandbox({ sandbox }: RunFacts, level: SandboxLevel): Promise<void> {
  const lost = sandbox.slice((await layersAt(level)).length);
  if (lost.length === 0 || level === 'process') return;
  throw new UsageError(
    `This run began in a sandbox with ${lost.join(' and ')}, which this machine lacks ("germline doctor" says why). ` +
      'Say --sandbox process to go on without.',
  );
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
