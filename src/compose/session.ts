import { availableParallelism } from 'node:os';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { Store } from '../api/store.ts';
import type { SearchConfig } from '../config.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import type { Connection } from '../models/connect.ts';
import type { Pace } from '../models/server.ts';
import { type Clock, realClock, virtualClock } from '../run/clock.ts';
import type { Engine, Reporter, Search } from '../run/engine.ts';
import type { Budget, Ending } from '../schedule/budget.ts';
import { evolve, type Interrupt, type Underway } from '../schedule/evolve.ts';
import { auditor } from './open-evaluation.ts';

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

/** What a run needs to know of this machine and of who watches; it is not part of the search. */
export interface SessionOptions {
  /** Where the population is, or is to be. */
  readonly path: string;
  readonly workers?: number | undefined;
  /** How strong the sandbox must be. */
  readonly sandbox: SandboxLevel;
  readonly reporter: Reporter;
  /** File with recorded answers, which are given in place of asking models. */
  readonly answers?: string | undefined;
  /** How patient it is with model servers. */
  readonly pace?: Pace;
}

/** The servers of a run's models. */
export interface Connected {
  readonly connection: Connection;
}

/** How a search is written down: in deterministic runs the journal's commits hold as many attempts each. */
export function storeOptions(search: Search, config: SearchConfig) {
  const branches = () => search.population.branches();
  return config.deterministic ? { branches, batch: 2 * config.lag } : { branches };
}

/** The clock of a run that has taken so many milliseconds already. */
export function clockOf({ deterministic }: SearchConfig, elapsed: number): Clock {
  return deterministic ? virtualClock() : realClock(elapsed);
}

/** The engine of a search, with what it evaluates and writes with. */
export function assemble(
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

/** A run whose next attempt is `first`. */
export function session(
  engine: Engine,
  budget: Budget,
  layers: readonly string[],
  first: number,
  connection: Connection,
  underway?: Underway,
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
