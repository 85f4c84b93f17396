import { availableParallelism } from 'node:os';
import { UsageError } from '../api/errors.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { Limits } from '../api/limits.ts';
import type { SearchConfig } from '../config.ts';
import { languageOf } from '../language/index.ts';
import type { SilentModel } from '../models/schedule.ts';
import { type Clock, realClock, virtualClock } from '../run/clock.ts';
import type { Engine, Reporter } from '../run/engine.ts';
import { Run, type RunParts } from '../run/run.ts';
import type { SearchState } from '../run/state.ts';
import type { Arrivals } from '../schedule/arrivals.ts';
import type { Budget, Ending } from '../schedule/budget.ts';
import { evolve, type Interrupt, type Underway } from '../schedule/evolve.ts';
import { freeRunning } from '../schedule/free-running.ts';
import { lockstep } from '../schedule/lockstep.ts';
import type { Policy } from '../schedule/policy.ts';
import type { Seats } from '../schedule/seats.ts';
import { serveRun } from '../share/serve.ts';
import { type ExchangeOptions, exchanging } from './exchange.ts';
import { type ModelConnection, vectorsOf } from './models.ts';
import { auditor } from './open-evaluation.ts';
import type { SessionOptions } from './options.ts';
import { modelFree } from './proposers.ts';

/** An open run with what the built-in search needs to continue it. */
export class Session implements AsyncDisposable {
  readonly run: Run;
  readonly config: SearchConfig;
  /** Layers of the sandbox that are in force. */
  readonly layers: readonly string[];
  readonly #policy: Policy;
  readonly #seats: Seats | undefined;
  readonly #silent: () => readonly SilentModel[];
  readonly #underway: Underway | undefined;
  readonly #exchange: ExchangeOptions | undefined;

  constructor(parts: {
    readonly run: Run;
    readonly config: SearchConfig;
    readonly layers: readonly string[];
    readonly policy: Policy;
    readonly seats: Seats | undefined;
    readonly silent: () => readonly SilentModel[];
    readonly underway?: Underway | undefined;
    readonly exchange?: ExchangeOptions | undefined;
  }) {
    this.run = parts.run;
    this.config = parts.config;
    this.layers = parts.layers;
    this.#policy = parts.policy;
    this.#seats = parts.seats;
    this.#silent = parts.silent;
    this.#underway = parts.underway;
    this.#exchange = parts.exchange;
  }

  /** Models that were called in this session and have never answered. */
  get silent(): readonly SilentModel[] {
    return this.#silent();
  }

  /** The limits as they are now: people may extend them. */
  get budget(): Budget {
    return { ...this.config, ...this.run.orders.limits };
  }

  /** Searches until the budget is spent or the run is interrupted. Everything told is durable when it returns. */
  async evolve(interrupt: Interrupt): Promise<Ending> {
    return await exchanging(this.run, this.#exchange, interrupt.abort, (arrivals) => this.#search(interrupt, arrivals));
  }

  async #search(interrupt: Interrupt, arrivals: Arrivals | undefined): Promise<Ending> {
    const search = { policy: this.#policy, budget: this.budget, seats: this.#seats, underway: this.#underway };
    try {
      return await evolve(this.run, { ...search, interrupt, arrivals });
    } catch (error) {
      if (interrupt.abort.aborted) return 'interrupted';
      throw error;
    } finally {
      await this.run.flush();
    }
  }

  async close(): Promise<void> {
    await this.run.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** In a deterministic search every journal commit holds the same number of attempts. */
export function storeOptions({ deterministic, lag }: SearchConfig, { search }: SessionOptions) {
  return deterministic && search ? { batch: 2 * lag } : {};
}

/** The limits of a search that people may extend. */
function limitsOf({ attempts, evaluations, milliseconds, until, money }: SearchConfig): Limits {
  return { attempts, evaluations, milliseconds, until, money };
}

/** The clock of a run that has already taken `elapsed` milliseconds. */
export function clockOf({ deterministic }: SearchConfig, elapsed: number): Clock {
  return deterministic ? virtualClock() : realClock(elapsed);
}

export function engineOf(
  state: SearchState,
  { config, elapsed, options }: { config: SearchConfig; elapsed: number; options: SessionOptions },
  evaluator: EvaluatorPool,
): Engine {
  const { problem, seed } = state;
  const { workers = availableParallelism() } = options;
  return {
    ...{ state, evaluator, clock: clockOf(config, elapsed) },
    audit: auditor(problem, seed, { ...options, evaluator }),
    get lanes() {
      return config.deterministic ? config.lag : 2 * (evaluator.machines?.slots ?? workers) + 2;
    },
    vectors: vectorsOf(config, options),
  };
}

const exclusive =
  'This search is deterministic, so nothing from outside can take part in it. Stop it first, or wait for its end.';

/**
 * Makes a run, tells it what it begins with, and only then lets other processes of this user take part in it. Closes it
 * where that fails.
 */
export async function openRunOf(
  parts: Omit<RunParts, 'path' | 'reporter' | 'exclusive' | 'limits'>,
  config: SearchConfig,
  { path, reporter, search }: SessionOptions,
  begin: (run: Run) => Promise<void>,
): Promise<Run> {
  const run = new Run({
    ...{ ...parts, path, reporter, exclusive: config.deterministic && search ? exclusive : undefined },
    limits: search ? limitsOf(config) : undefined,
  });
  try {
    await begin(run);
  } catch (error) {
    await run.close().catch(() => {}); // the first error says more
    throw error;
  }
  await share(run, parts.resources, reporter);
  return run;
}

async function share(run: Run, resources: AsyncDisposableStack, reporter: Reporter): Promise<void> {
  try {
    resources.use(await serveRun(run));
  } catch (error) {
    reporter.notice?.(`Other programs cannot take part in this run: ${(error as Error).message}`);
  }
}

/** @throws {UsageError} where the built-in search has nothing to ask for proposals. */
export function checkProposers({ problem, proposers, models }: SearchState, { search }: SessionOptions): void {
  if (!search || proposers.size + models.size > 0) return;
  const { initial } = problem;
  const { operators } = modelFree(initial);
  throw new UsageError(
    operators.length > 0
      ? 'No proposers: pass --proposers or --model.'
      : `Only models can change ${initial.entry}, as it is ${languageOf(initial.entry).name}: pass --model.`,
  );
}

/** The policy by which attempts follow one another, and the schedule that seats models. */
export function scheduleOf(
  engine: Engine,
  config: SearchConfig,
  { schedule }: ModelConnection,
  initials: number,
): Pick<ConstructorParameters<typeof Session>[0], 'policy' | 'seats' | 'silent'> {
  const silent = () => schedule?.silent ?? [];
  if (config.deterministic) return { policy: lockstep(config.lag, initials), seats: undefined, silent };
  return { policy: freeRunning(engine), seats: schedule, silent };
}
