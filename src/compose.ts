import { availableParallelism } from 'node:os';
import type { Attempt, Audited, Recorded } from './api/attempt.ts';
import { FailureError, UsageError } from './api/errors.ts';
import type { EvaluatorPool } from './api/evaluation.ts';
import type { Descriptor, LoadedProblem, Objective } from './api/problem.ts';
import type { Proposer } from './api/proposer.ts';
import type { Batch, RunFacts, Store } from './api/store.ts';
import { readConfig, type SearchConfig } from './config.ts';
import { audit } from './evaluation/audit.ts';
import { type Drawing, type Drawn, drawPrograms, draws, openDrawing } from './evaluation/draw.ts';
import { openEvaluatorPool } from './evaluation/evaluator-pool.ts';
import { chooseJail, layersAt, type SandboxLevel } from './evaluation/jail/choose-jail.ts';
import { isTimed } from './evaluation/plan.ts';
import { withCache } from './evaluation/with-cache.ts';
import { auditCandidate } from './evolve/audit.ts';
import type { Budget, Ending } from './evolve/budget.ts';
import { type Clock, realClock, virtualClock } from './evolve/clock.ts';
import { type Engine, modelsSpent, type Reporter, type Search } from './evolve/engine.ts';
import { evolve, type Interrupt } from './evolve/evolve.ts';
import { dutyAt, iterate } from './evolve/iterate.ts';
import { Programs } from './evolve/programs.ts';
import { replay } from './evolve/replay.ts';
import { loadPrograms, restore, tell } from './evolve/restore.ts';
import { loadProblem } from './load-problem.ts';
import { checkInitial } from './patch/gates.ts';
import { defaultDescriptors } from './population/descriptors.ts';
import { diffFiles } from './population/diff-files.ts';
import { openReader, type Reader, recordFormat } from './population/git-reader.ts';
import { createStore, openStore } from './population/git-store.ts';
import { IslandPopulation } from './population/island-population.ts';
import { isWritten } from './population/lock.ts';
import { Notes } from './population/notes.ts';
import { type RunRecord, readRecord } from './population/read-record.ts';
import { asksWith } from './prompt/user-texts.ts';
import { createBandit, createUniformChoice } from './proposers/bandit.ts';
import { type Connection, connect } from './proposers/llm/connect.ts';
import type { Pace } from './proposers/llm/host.ts';
import { promptedModel } from './proposers/llm/model.ts';
import type { Askable } from './proposers/llm/proposer.ts';
import { Spending } from './proposers/llm/spending.ts';
import { operators } from './proposers/operators/index.ts';
import { searches } from './proposers/search/index.ts';
import { simplify } from './proposers/search/simplify.ts';
import { tune } from './proposers/search/tune.ts';
import { gatherFacts, type KnownProblem, type ReportFacts } from './report/facts.ts';
import { applyHunks, type Hunk, neededHunks, readHunks } from './report/hunks.ts';
import { sanitisePicture } from './report/sanitise.ts';
import { programKey } from './syntax/key.ts';
import { measureProgram } from './syntax/measure.ts';
import { observe } from './ui/server/observe.ts';
import type { Observed } from './ui/server/observed.ts';
import { version } from './version.ts';

/** The proposers that a list of names stands for; a name after `-` is left out of what the others stand for. */
function chooseProposers(names: readonly string[]): ReadonlyMap<string, Proposer> {
  const left = new Set(names.filter((name) => name.startsWith('-')).flatMap((name) => proposersNamed(name.slice(1))));
  const chosen = names.filter((name) => !name.startsWith('-')).flatMap(proposersNamed);
  return new Map(chosen.filter((one) => !left.has(one)).map((proposer) => [proposer.name, proposer]));
}

/** `operators` and `searches` stand for all of their kind. */
function proposersNamed(name: string): readonly Proposer[] {
  if (name === 'none') return [];
  if (name === 'operators') return operators;
  if (name === 'searches') return searches;
  const modelFree = [...operators, ...searches];
  const found = modelFree.filter((operator) => operator.name === name);
  if (found.length > 0) return found;
  const known = modelFree.map((operator) => operator.name).join(', ');
  throw new UsageError(
    `There is no proposer ${name}. Say "operators" for the model-free operators, "searches" for those that search ` +
      'with evaluations of their own, "none" for models only, any of these with - before it to leave it out, or any ' +
      `of: ${known}.`,
  );
}

/** Models of a replay: their answers are in the record. */
function silentModels({ models, deterministic }: SearchConfig): ReadonlyMap<string, Askable> {
  const call = () => Promise.reject(new Error('a replay asks no model'));
  return new Map(
    models.map((settings) => [
      settings.label,
      { settings, call, timed: !deterministic, spending: new Spending(settings) },
    ]),
  );
}

/** Axes of a run's archive. */
function descriptorsOf({ problem, initial }: LoadedProblem, { cells }: SearchConfig): readonly Descriptor[] {
  if (!cells) return [];
  return problem.descriptors ?? defaultDescriptors(measureProgram(initial));
}

function createPopulation(
  config: SearchConfig,
  descriptors: readonly Descriptor[],
  objectives: readonly Objective[] | undefined,
): IslandPopulation {
  const migration = { topology: config.topology, interval: config.migrationInterval };
  return new IslandPopulation({ ...config, migration, descriptors, objectives });
}

/** A search that was told nothing yet. */
export function createSearch(
  problem: LoadedProblem,
  config: SearchConfig,
  seed: number,
  askable: ReadonlyMap<string, Askable>,
): Search {
  const proposers = chooseProposers(config.proposers);
  const asks = asksWith(config.templates);
  const models = new Map([...askable].map(([label, model]) => [label, promptedModel(model, asks)]));
  const arms = [...proposers.keys(), ...(config.deterministic ? models.keys() : [])];
  if (proposers.size + models.size === 0) throw new UsageError('Nothing suggests changes: say --proposers or --model.');
  const population = createPopulation(config, descriptorsOf(problem, config), problem.problem.objectives);
  const programs = new Programs(() => population.members());
  const notes = new Notes(() => population.members());
  // Timings differ from run to run, so that nobody knows which parts cost none.
  const closing = config.simplify && !isTimed(problem.problem.evaluator) ? { simplify } : {};
  const tuning = config.tune && models.size > 0 && proposers.size > 0 ? { tune } : {};
  const { context } = config;
  const bandit = config.choice === 'uniform' ? createUniformChoice(arms) : createBandit(arms);
  return { problem, seed, population, programs, notes, context, proposers, ...tuning, ...closing, models, bandit };
}

/** A pool that scores programs of a problem, remembering those it scored. */
export async function openEvaluation(
  problem: LoadedProblem,
  options: {
    workers?: number | undefined;
    seed: number;
    sandbox?: SandboxLevel;
    audit?: boolean;
    deterministic?: boolean;
  },
): Promise<EvaluatorPool> {
  const pool = await openEvaluatorPool({
    problem,
    workers: options.workers ?? availableParallelism(),
    seed: options.seed,
    jail: await chooseJail(options.sandbox ?? 'auto'),
    ...(options.audit ? { audit: true } : {}),
    ...(options.deterministic ? { now: () => 0 } : {}),
  });
  return withCache(pool, programKey);
}

/** A run that is ready to go on. */
export interface Session {
  readonly engine: Engine;
  readonly budget: Budget;
  /** Layers of the sandbox that are in force. */
  readonly layers: readonly string[];
  /** Goes on until the budget is spent or it is interrupted; everything told is durable when it returns. */
  evolve(interrupt: Interrupt): Promise<Ending>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Where the population is, or is to be. */
  readonly path: string;
  readonly workers?: number | undefined;
  readonly until?: number | undefined;
  /** How strong the sandbox must be. */
  readonly sandbox: SandboxLevel;
  readonly reporter: Reporter;
  /** File with recorded answers, which are given in place of asking models. */
  readonly answers?: string | undefined;
  /** How patient it is with model servers. */
  readonly pace?: Pace;
}

/** Starts a run: the initial program must get a score before anything is written. */
export async function startRun(
  spec: string,
  options: SessionOptions & { readonly settings: Readonly<Record<string, unknown>>; readonly seed: number },
): Promise<Session> {
  const config = readConfig(options.settings);
  const problem = await loadProblem(spec);
  checkInitial(problem.initial);
  const layers = await layersAt(options.sandbox);
  const connection = await connectModels(config, options);
  const search = createSearch(problem, config, options.seed, connection.models);
  const evaluator = await openEvaluation(problem, { ...options, deterministic: config.deterministic });
  try {
    const first = await scoreInitial(problem, evaluator);
    const facts = factsOf(problem, spec, config, options.seed, layers);
    const store = await createStore(options.path, facts, storeOptions(search, config));
    await Promise.all([store.append(first), store.flush()]);
    tell(search, first);
    const engine = assemble(
      search,
      config,
      evaluator,
      store,
      { ...options, connection },
      config.deterministic ? virtualClock() : realClock(0),
    );
    return session(engine, { ...config, until: options.until }, layers, 1, connection);
  } catch (error) {
    await Promise.all([connection.close(), evaluator.close()]);
    throw error;
  }
}

/** Finds the declared models on their hosts. */
async function connectModels(
  { models, deterministic }: SearchConfig,
  { reporter, answers, pace }: SessionOptions,
): Promise<Connection> {
  const taken = [...[...operators, ...searches].map(({ name }) => name), 'operators', 'initial'];
  for (const [index, { label }] of models.entries())
    if (taken.includes(label) || models.findIndex((other) => other.label === label) < index)
      throw new UsageError(`Two proposers are called ${label}: give one of them another name with label=`);
  const say = (message: string) => reporter.notice?.(message);
  return await connect(models, { deterministic, answers, say, ...(pace && { pace }) });
}

function factsOf(
  problem: LoadedProblem,
  spec: string,
  config: SearchConfig,
  seed: number,
  sandbox: readonly string[],
): RunFacts {
  return {
    format: recordFormat,
    engine: version,
    problem: { name: problem.problem.name, source: spec, fingerprint: problem.fingerprint },
    ...(problem.problem.objectives && { objectives: problem.problem.objectives }),
    files: Object.keys(problem.initial),
    seed,
    config,
    sandbox,
    started: config.deterministic ? Date.UTC(2025, 0, 1) : Date.now(),
  };
}

/** Attempt 0. */
export async function scoreInitial(problem: LoadedProblem, evaluator: EvaluatorPool): Promise<Recorded> {
  const evaluation = await evaluator.evaluate(problem.initial);
  if (evaluation.status === 'failed')
    throw new FailureError(
      `The initial program of ${problem.problem.name} gets no score, so there is nothing to improve: ` +
        `${evaluation.reason} in stage ${evaluation.stage}. ${evaluation.feedback}\n` +
        `Mend the initial program or its evaluator, and try it with: germline eval ${problem.problem.name}`,
    );
  const attempt: Attempt = {
    ...{ number: 0, told: 0, draw: 0, at: 0, island: 0, operator: 'initial', parents: [], inspirations: [] },
    summary: 'initial program',
    cost: { propose: 0, evaluate: evaluation.stages.reduce((sum, stage) => sum + Math.round(stage.milliseconds), 0) },
    outcome: { ...evaluation, key: programKey(problem.initial), measures: measureProgram(problem.initial) },
  };
  return { attempt, files: problem.initial };
}

/** Takes up a run from its record, with the limits it had unless others are given. */
export async function resumeRun(options: ResumeOptions): Promise<Session> {
  const reader = await openReader(options.path);
  try {
    const { facts } = reader;
    const config = readConfig({ ...facts.config, ...defined(options.limits) });
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

interface Connected {
  readonly connection: Connection;
}

interface ResumeOptions extends SessionOptions {
  readonly limits: { readonly [name in 'attempts' | 'evaluations' | 'milliseconds' | 'target']: number | undefined };
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
  const underway = new Map<number, Promise<Recorded>>();
  const engineAt = (elapsed: number) =>
    assemble(search, config, evaluator, store, options, config.deterministic ? virtualClock() : realClock(elapsed));
  const { last, highest } = await restore(search, reader.batches(), async (told) => {
    if (config.deterministic) await redraw(engineAt(0), config, store.recorded, told, underway);
  });
  await loadPrograms(search, (number) => store.files(number));
  const first = Math.max(highest, ...underway.keys()) + 1;
  const layers = await layersAt(options.sandbox);
  const { connection } = options;
  return session(engineAt(last?.at ?? 0), { ...config, until: options.until }, layers, first, connection, underway);
}

/**
 * What was under way in a deterministic run when it stopped is drawn again at its own watermark: attempt n is always
 * drawn when n - lag + 1 attempts were told.
 */
async function redraw(
  engine: Engine,
  { lag, attempts = Number.POSITIVE_INFINITY, evaluations = Number.POSITIVE_INFINITY }: SearchConfig,
  recorded: number,
  told: number,
  underway: Map<number, Promise<Recorded>>,
): Promise<void> {
  if (told >= recorded || engine.population.evaluations >= evaluations || modelsSpent(engine)) return;
  const first = told === 1 ? 1 : lag + told - 1;
  for (let number = first; number < lag + told; number++) {
    if (number < recorded || number > attempts) continue;
    await loadPrograms(engine, (candidate) => engine.store.files(candidate));
    const flight = iterate(engine, number, new AbortController().signal, dutyAt(engine, number));
    flight.catch(() => {}); // the loop hears of it when it takes over
    underway.set(number, flight);
  }
}

async function sameProblem(facts: RunFacts): Promise<LoadedProblem> {
  const problem = await loadProblem(facts.problem.source);
  if (problem.fingerprint === facts.problem.fingerprint) return problem;
  throw new UsageError(
    `The problem ${facts.problem.name} has changed since this population was made, so new scores could not be ` +
      'compared with the recorded ones. Put the old files of the problem back, or start a new population with: ' +
      `germline run ${facts.problem.source}`,
  );
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

function storeOptions(search: Search, config: SearchConfig) {
  const branches = () => search.population.branches();
  return config.deterministic ? { branches, batch: 2 * config.lag } : { branches };
}

function assemble(
  search: Search,
  config: SearchConfig,
  evaluator: EvaluatorPool,
  store: Store,
  { workers = availableParallelism(), reporter, sandbox, connection }: SessionOptions & Connected,
  clock: Clock,
): Engine {
  const free = search.proposers.size > 0 ? 2 * workers + 2 : 0;
  return {
    ...search,
    evaluator,
    audit: auditor(search, { sandbox }),
    store,
    clock,
    reporter,
    lanes: config.deterministic ? config.lag : free,
    inOrder: config.deterministic,
    schedule: config.deterministic ? undefined : connection.schedule,
  };
}

function auditor(
  { problem, seed }: Search,
  { sandbox, repetitions }: { sandbox: SandboxLevel; repetitions?: number | undefined },
): Engine['audit'] {
  return async (files, claimed, signal) =>
    audit({ problem, seed, repetitions, jail: await chooseJail(sandbox) }, files, claimed, signal);
}

function session(
  engine: Engine,
  budget: Budget,
  layers: readonly string[],
  first: number,
  connection: Connection,
  underway: ReadonlyMap<number, Promise<Recorded>> = new Map(),
): Session {
  return {
    engine,
    budget,
    layers,
    async evolve(interrupt) {
      try {
        return await evolve(engine, budget, interrupt, first, underway);
      } catch (error) {
        if (interrupt.abort.aborted) return 'interrupted';
        throw error;
      } finally {
        await engine.store.flush();
      }
    },
    async close() {
      await Promise.allSettled([connection.close(), engine.evaluator.close(), engine.store.close()]);
    },
  };
}

function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** One candidate's audit. */
export interface AuditResult {
  readonly candidate: number;
  /** The score it had before. */
  readonly claimed: number;
  readonly audited: Audited;
}

/** Audits the best candidates of a population, the best first, and records what came of it unless told otherwise. */
export async function* auditRun(
  path: string,
  options: { top: number; repetitions: number | undefined; sandbox: SandboxLevel; record: boolean },
): AsyncGenerator<AuditResult> {
  const record = await readRecord(path);
  const { facts } = record;
  const config = readConfig(facts.config);
  const search = createSearch(await sameProblem(facts), config, facts.seed, silentModels(config));
  const store = options.record ? await openStore(path, storeOptions(search, config)) : undefined;
  try {
    for (const { attempt } of record.entries) tell(search, { attempt });
    const clock = config.deterministic ? virtualClock() : realClock(record.entries.at(-1)?.attempt.at ?? 0);
    const again = auditor(search, options);
    let number = Math.max(...record.entries.map(({ attempt }) => attempt.number)) + 1;
    for (const elite of search.population.elites.slice(0, options.top)) {
      search.programs.add(elite.number, await record.files(record.entry(elite.number)));
      const claimed = search.population.score(elite.number);
      const engine = { ...search, clock, audit: again };
      const audited = await auditCandidate(engine, number++, elite.number, new AbortController().signal);
      await Promise.all([store?.append(audited), tell(search, audited), store?.flush()]);
      yield { candidate: elite.number, claimed, audited: audited.attempt.outcome as Audited };
    }
  } finally {
    await Promise.all([record.close(), store?.close()]);
  }
}

/** What a report is made of. */
export interface Findings {
  readonly facts: ReportFacts;
  /** The initial program and the winner, as the problem draws them. */
  readonly drawn: readonly Drawn[] | undefined;
  /** From the initial program to the winner without what its score does not need; undefined where all is needed. */
  readonly simplified: string | undefined;
  /** Why the problem has no part in this, where it cannot be read as it was. */
  readonly missing: string | undefined;
}

/** Gathers the facts of a run, and draws where it began and what came of it. */
export async function findFacts(record: RunRecord, sandbox: SandboxLevel): Promise<Findings> {
  const { problem, population, known, missing } = await recall(record.facts);
  const facts = gatherFacts(record, population, known);
  if (!problem) return { facts, drawn: undefined, simplified: undefined, missing };
  const programs = await Promise.all([0, facts.winner.attempt].map((number) => record.files(record.entry(number))));
  const options = { problem, seed: record.facts.seed, jail: await chooseJail(sandbox) };
  const simplified = await simplifyChange(record, problem, facts.winner, sandbox);
  return { facts, drawn: await drawPrograms(options, programs), simplified, missing: undefined };
}

/** Evaluations for finding out which parts of a winner's change are needed, and how long they may take. */
const mostTrials = 100;
const longestTrials = 30_000;

/**
 * The winner's change without the parts that its score does not need: each is taken back, and the rest is scored anew.
 * Undefined where all are needed, and where scores are timings, which chance changes.
 */
async function simplifyChange(
  record: RunRecord,
  problem: LoadedProblem,
  { attempt, score }: ReportFacts['winner'],
  sandbox: SandboxLevel,
): Promise<string | undefined> {
  if (attempt === 0 || isTimed(problem.problem.evaluator)) return undefined;
  const [from, to] = [record.entry(0), record.entry(attempt)];
  const initial = await record.files(from);
  const hunks = readHunks(await record.patch(from, to, 0));
  const evaluator = await openEvaluation(problem, { seed: record.facts.seed, sandbox });
  const deadline = Date.now() + longestTrials;
  const holds = async (kept: readonly Hunk[]) => {
    if (Date.now() > deadline) return false;
    const evaluation = await evaluator.evaluate(applyHunks(initial, kept));
    return evaluation.status === 'scored' && evaluation.score >= score;
  };
  try {
    if (!(await holds(hunks))) return undefined;
    const needed = await neededHunks(hunks, holds, mostTrials);
    return needed.length === hunks.length ? undefined : await diffFiles(initial, applyHunks(initial, needed));
  } finally {
    await evaluator.close();
  }
}

/** What a run was about, to tell its record to a population once more. */
interface Recalled {
  readonly problem: LoadedProblem | undefined;
  /** Told nothing yet. */
  readonly population: IslandPopulation;
  readonly known: KnownProblem | undefined;
  /** Why the problem has no part in this, where it cannot be read as it was. */
  readonly missing: string | undefined;
}

async function recall(facts: RunFacts): Promise<Recalled> {
  const config = readConfig(facts.config);
  const problem = await sameProblem(facts).catch((error: unknown) => {
    if (error instanceof UsageError) return error.message;
    throw error;
  });
  if (typeof problem === 'string')
    return {
      problem: undefined,
      population: createPopulation(config, [], facts.objectives),
      known: undefined,
      missing: problem,
    };
  const descriptors = descriptorsOf(problem, config);
  const known = { problem: problem.problem, descriptors };
  return { problem, population: createPopulation(config, descriptors, facts.objectives), known, missing: undefined };
}

/** A run that a page shows. */
export interface Observation {
  readonly observed: Observed;
  close(): Promise<void>;
}

/** Reads a run as far as it is, and follows it until it is closed. Its candidates are drawn when the page asks for it. */
export async function observeRun(
  { id, name, path }: { readonly id: number; readonly name: string; readonly path: string },
  sandbox: SandboxLevel,
): Promise<Observation> {
  const reader = await openReader(path);
  const { problem, ...recalled } = await recall(reader.facts).catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const pictures = problem && draws(problem) ? openPictures(problem, reader, sandbox) : undefined;
  const ended = new AbortController();
  const isRunning = () => isWritten(path);
  const sources = { id, name, reader, isRunning, ...recalled, ...(pictures && { draw: pictures.draw }) };
  return {
    observed: await observe(sources, ended.signal),
    async close() {
      ended.abort();
      await Promise.allSettled([reader.close(), pictures?.close()]);
    },
  };
}

/** The pictures of a run's candidates; the sandbox starts with the first one. */
function openPictures(problem: LoadedProblem, reader: Reader, sandbox: SandboxLevel) {
  let drawing: Promise<Drawing | undefined> | undefined;
  const open = async () => openDrawing({ problem, seed: reader.facts.seed, jail: await chooseJail(sandbox) });
  return {
    async draw(commit: string): Promise<string | undefined> {
      drawing ??= open();
      const drawn = await (await drawing)?.draw(await reader.files(commit));
      return drawn && 'picture' in drawn ? sanitisePicture(drawn.picture)?.text : undefined;
    },
    close: async () => await (await drawing)?.close(),
  };
}

/** What a replay found; `difference` says at which attempt and what, where it is not the same. */
export interface ReplayResult {
  readonly same: boolean;
  readonly attempts: number;
  readonly commits: number;
  readonly batches: number;
  readonly difference?: string;
}

/** Replays the population at `path` into a new one at `scratch` and compares the ids of all commits. */
export async function replayRun(path: string, scratch: string): Promise<ReplayResult> {
  const reader = await openReader(path);
  try {
    const { facts } = reader;
    const batches = await Array.fromAsync(reader.batches());
    const config = readConfig(facts.config);
    const search = createSearch(await sameProblem(facts), config, facts.seed, silentModels(config));
    const rebuilt = await createStore(scratch, facts, {
      branches: () => search.population.branches(),
      batch: 'manual',
    });
    const difference = await replay(search, batches, rebuilt).finally(() => rebuilt.close());
    const attempts = search.population.told;
    const commits = batches.flatMap((batch) => batch.commits).filter((commit) => commit !== undefined).length;
    const found = { attempts, commits, batches: batches.length };
    if (difference) return { same: false, ...found, difference: `attempt ${difference.attempt}: ${difference.what}` };
    const differing = await firstDifferingBatch(batches, scratch);
    return differing ? { same: false, ...found, difference: differing } : { same: true, ...found };
  } finally {
    await reader.close();
  }
}

async function firstDifferingBatch(batches: readonly Batch[], scratch: string): Promise<string | undefined> {
  const reader = await openReader(scratch);
  try {
    const rebuilt = await Array.fromAsync(reader.batches());
    const index = batches.findIndex((batch, at) => batch.journal !== rebuilt[at]?.journal);
    return index < 0 ? undefined : `journal commit ${batches[index]?.journal}, rebuilt as ${rebuilt[index]?.journal}`;
  } finally {
    await reader.close();
  }
}
