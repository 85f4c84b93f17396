import { UsageError } from '../api/errors.ts';
import type { Limits } from '../api/limits.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import type { RunFacts, Store } from '../api/store.ts';
import { checkLimits, readRecordedConfig, type SearchConfig } from '../config.ts';
import { layersAt, lostLayers, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { needsOf } from '../evaluation/stage-kind.ts';
import { whenNeeded } from '../evaluation/when-needed.ts';
import { withFiles } from '../language/program.ts';
import { openReader, type Reader } from '../record/git-reader.ts';
import { openStore } from '../record/git-store.ts';
import type { Run } from '../run/run.ts';
import type { Budget } from '../schedule/budget.ts';
import { Resumption } from '../schedule/resumption.ts';
import { agentsFor } from './agents.ts';
import { createState } from './create-state.ts';
import { connectModels } from './models.ts';
import { connectQueue, neededQueue, openRunEvaluation } from './open-evaluation.ts';
import type { SessionOptions } from './options.ts';
import { sameProblem } from './same-problem.ts';
import { checkProposers, engineOf, openRunOf, Session, scheduleOf, storeOptions } from './session.ts';

export interface ResumeOptions extends SessionOptions {
  readonly limits: { readonly [name in keyof Budget]?: number | undefined };
}

/** Opens a run from its record. Limits that are not given stay as recorded. */
export async function resumeSession(options: ResumeOptions): Promise<Session> {
  await using reader = await openReader(options.path);
  const { facts } = reader;
  const { seed, initials } = facts;
  const config = resumedConfig(facts, options.limits);
  const problem = await sameProblem(facts);
  checkSandbox(facts, options.sandbox);
  await using opened = new AsyncDisposableStack();
  const queue = options.search ? options.queue : neededQueue(problem, options.queue);
  const server = opened.use(await connectQueue({ queue }));
  const connection = opened.adopt(await connectModels(config, options, problem.initial), (it) => it.close());
  const agents = agentsFor(config, options, opened);
  const state = createState(problem, config, seed, connection.models, agents);
  checkProposers(state, options);
  const store = opened.adopt(await openStore(options.path, storeOptions(config, options)), (it) => it.close());
  const openPool = () => openRunEvaluation(problem, server, facts, { ...options, ...config, seed, queue });
  // A client may have come for something else than programs, on a machine that cannot run them.
  const evaluation = options.search || server ? await openPool() : whenNeeded(openPool);
  const evaluator = opened.adopt(evaluation, (it) => it.close());
  const engine = engineOf(state, { config, elapsed: await lastMoment(reader), options }, evaluator);
  const schedule = scheduleOf(engine, config, connection, initials);
  const underway =
    options.search && schedule.policy.inTurn
      ? new Resumption(schedule.policy, config, { initials, recorded: await recordedNumbers(reader) })
      : undefined;
  const programs = await loadInitials(store, problem, initials);
  const parts = { engine, store, initials: programs, next: 0, resources: opened.move() };
  const run = await openRunOf(parts, config, options, async (run) => {
    await restore(run, reader, underway);
    run.orders.begin(given(options.limits));
  });
  const layers = layersAt(options.sandbox, needsOf(problem));
  return new Session({ run, config, layers, ...schedule, underway, exchange: options.exchange });
}

/** Tells the run its whole record. */
async function restore(run: Run, reader: Reader, underway: Resumption | undefined): Promise<void> {
  for await (const { entries } of reader.batches()) {
    for (const { attempt } of entries) {
      run.restore(attempt);
      await underway?.advance(run);
    }
  }
  await run.loadPrograms();
}

/** The numbers of all recorded attempts. */
async function recordedNumbers(reader: Reader): Promise<ReadonlySet<number>> {
  const batches = await Array.fromAsync(reader.batches());
  return new Set(batches.flatMap(({ entries }) => entries.map(({ attempt }) => attempt.number)));
}

/** The programs that a run began with. */
async function loadInitials(store: Store, { initial }: LoadedProblem, count: number): Promise<readonly Program[]> {
  if (store.recorded < count)
    throw new UsageError('This population has no initial program: its run was killed as it began. Start another one.');
  const numbers = Array.from({ length: count }, (_, number) => number);
  return await Promise.all(numbers.map(async (number) => withFiles(initial, await store.files(number))));
}

/** When the last recorded attempt finished, in milliseconds since the run began. */
async function lastMoment(reader: Reader): Promise<number> {
  const [batch] = await reader.latest(1);
  return batch?.entries.at(-1)?.attempt.at ?? 0;
}

/** The recorded limits with the given ones. A new limit of time or patience replaces both limits of its kind. */
function resumedConfig({ config: recorded }: RunFacts, limits: ResumeOptions['limits']): SearchConfig {
  const { patienceAttempts, patienceMilliseconds } = limits;
  const patience = { patienceAttempts, patienceMilliseconds };
  const config = readRecordedConfig({ ...recorded, ...defined(limits), ...given(limits), ...together(patience) });
  checkLimits(config);
  return config;
}

/** The given limits that can be extended; one of time replaces both. */
function given({ attempts, evaluations, milliseconds, until, money }: ResumeOptions['limits']): Limits {
  return { ...defined({ attempts, evaluations, money }), ...together({ milliseconds, until }) };
}

/** All limits of one kind if any is given, so that it replaces the others. */
function together<T extends object>(limits: T): Partial<T> {
  return Object.keys(defined(limits)).length > 0 ? limits : {};
}

/** Refuses to continue a run in a weaker sandbox than it began in, unless asked to. */
function checkSandbox({ sandbox }: RunFacts, level: SandboxLevel): void {
  const lost = lostLayers(sandbox, level);
  if (lost.length === 0) return;
  throw new UsageError(
    `This run began in a sandbox with ${lost.join(' and ')}, which this machine lacks ("germline doctor" says why). ` +
      'Pass --sandbox process to continue without it.',
  );
}

export function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
