import type { Recorded } from '../api/attempt.ts';
import { auditCandidate } from './audit.ts';
import { type Budget, type Ending, spent } from './budget.ts';
import type { Engine } from './engine.ts';
import { Flights } from './flights.ts';
import { iterate } from './iterate.ts';
import { tell } from './restore.ts';

/** Told attempts that may wait for git before drawing waits too. */
const unacknowledged = 1024;

/** A run ends with an audited champion, unless so many in a row are refuted. */
const lastAudits = 10;

/** How a run is asked to end: `stop` finishes what is under way, `abort` drops it. */
export interface Interrupt {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}

/**
 * Keeps many attempts under way and is the only writer: it records each one and tells it to the population.
 * `underway` are attempts drawn before (by a resumed deterministic run), `first` is the first free number.
 */
export async function evolve(
  engine: Engine,
  budget: Budget,
  interrupt: Interrupt,
  first: number,
  underway: ReadonlyMap<number, Promise<Recorded>> = new Map(),
): Promise<Ending> {
  const flights = new Flights(engine.inOrder);
  for (const [number, flight] of underway) flights.launch(number, flight);
  let next = first;
  let audits = 0;
  const ended = (): Ending | undefined => {
    if (interrupt.stop.aborted) return 'interrupted';
    const { champion, told } = engine.population;
    const attempts = told - 1 + flights.count; // the initial program is no attempt of the search
    return spent(budget, { attempts, elapsed: engine.clock.now(), champion });
  };
  const ledger = new Ledger();
  for (;;) {
    const ending = ended();
    while (flights.count < engine.lanes && !ended()) {
      flights.launch(next, iterate(engine, next, interrupt.abort));
      next++;
    }
    if (ending && flights.count === 0) {
      const due = interrupt.abort.aborted || audits++ >= lastAudits ? undefined : engine.population.unaudited;
      if (due === undefined) return ending;
      flights.launch(next, auditCandidate(engine, next, due, interrupt.abort));
      next++;
    }
    if (flights.count === 0) continue;
    const landed = await flights.next();
    ledger.watch(engine.store.append(landed));
    engine.reporter.attempted?.(landed.attempt, tell(engine, landed));
    await ledger.room();
  }
}

/** Counts what git has not acknowledged yet, and passes on its failure. */
class Ledger {
  #open = 0;
  #failure: { readonly error: unknown } | undefined;
  #change = Promise.withResolvers<void>();

  watch(acknowledged: Promise<void>): void {
    this.#open++;
    const settle = () => {
      this.#open--;
      this.#change.resolve();
    };
    acknowledged.then(settle, (error: unknown) => {
      this.#failure ??= { error };
      settle();
    });
  }

  async room(): Promise<void> {
    while (this.#open > unacknowledged && !this.#failure) {
      this.#change = Promise.withResolvers<void>();
      await this.#change.promise;
    }
    if (this.#failure) throw this.#failure.error;
  }
}
