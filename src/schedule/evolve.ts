import type { Recorded } from '../api/attempt.ts';
import { EnvironmentError } from '../api/errors.ts';
import type { Slot } from '../models/schedule.ts';
import { auditCandidate } from '../run/audit.ts';
import { type Engine, modelsSpent } from '../run/engine.ts';
import { type Duty, dutyAt, iterate, simplifyChampion } from '../run/iterate.ts';
import { tell } from '../run/learn.ts';
import { type Budget, type Ending, spent, timeLeft } from './budget.ts';
import { type Flight, Flights } from './flights.ts';

/** Told attempts that may wait for git before drawing waits too. */
const unacknowledged = 1024;

/** Attempts after the end of the search, at most: a run ends with a simplified, audited champion, and an audited front. */
const closings = 20;

/** How a run is asked to end: `stop` finishes what is under way but for models that still think, `abort` drops it. */
export interface Interrupt {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
}

/** Attempts that were drawn before the loop began, by a resumed deterministic run, and what ends them. */
export interface Underway {
  readonly flights: ReadonlyMap<number, Promise<Recorded>>;
  /** Ends those whose model still thinks. */
  readonly late: AbortController;
  /** Ends all of them. */
  readonly abort: AbortController;
}

/** Nothing is under way. */
export function grounded(): Underway {
  return { flights: new Map(), late: new AbortController(), abort: new AbortController() };
}

/**
 * Keeps many attempts under way and is the only writer: it records each one and tells it to the population. `first` is
 * the first free number.
 */
export async function evolve(
  engine: Engine,
  budget: Budget,
  interrupt: Interrupt,
  first: number,
  underway: Underway = grounded(),
): Promise<Ending> {
  const flights = new Flights(engine.inOrder);
  using asking = new Asking(underway, interrupt.abort);
  for (const [number, flight] of underway.flights) flights.launch(number, droppable(flight, asking.late));
  let next = first;
  let closed = 0;
  const ended = (): Ending | undefined => {
    if (interrupt.stop.aborted) return 'interrupted';
    const { champion, told, evaluations } = engine.population;
    const attempts = told - 1 + flights.count; // the initial program is no attempt of the search
    const standing = { attempts, evaluations, elapsed: engine.clock.now(), champion };
    return spent(budget, { ...standing, modelsSpent: modelsSpent(engine) });
  };
  const duties = new Map<Duty['kind'], number>();
  /** One of a kind at a time, as it takes as long as many attempts; in a deterministic run what was told decides alone. */
  const nextDuty = (): Duty | undefined => {
    const due = dutyAt(engine, next);
    if (!due || (duties.has(due.kind) && !engine.inOrder)) return undefined;
    duties.set(due.kind, next);
    return due;
  };
  const ledger = new Ledger();
  const begin = (slot?: Slot) => {
    // In order, a search that is cut short leaves a gap, behind which nothing is told.
    const patient = !slot && !engine.inOrder;
    const flight = iterate(engine, next, interrupt.abort, nextDuty(), patient ? interrupt.abort : asking.signal, slot);
    flights.launch(next, droppable(flight, asking.late), slot ? 'slot' : 'lane');
    next++;
  };
  using _ = watchForEnd(engine, budget, interrupt, flights);
  for (;;) {
    const ending = ended();
    engine.schedule?.drain(ending !== undefined);
    if (!ending) {
      asking.renew(); // the search goes on after all, as when the audit of a champion at its target corrects the score
      closed = 0;
    } else if (leavesModels(ending, engine)) asking.end();
    while (flights.lanes < engine.lanes && !ended()) begin();
    for (let slot = takeSlot(engine, ended); slot; slot = takeSlot(engine, ended)) begin(slot);
    if (ending && flights.count === 0) {
      const last = !flights.gap && closed++ < closings ? closing(engine, ending, next, interrupt.abort) : undefined;
      if (!last) return ending;
      flights.launch(next, last);
      next++;
    }
    const hopeless = flights.count + engine.lanes === 0 ? engine.schedule?.hopeless : undefined;
    if (hopeless) throw new EnvironmentError(`No model can be asked any more: ${hopeless.givenUp.join('; ')}`);
    const underway = flights.count;
    const landed = flights.take();
    if (!landed) {
      if (flights.count === underway) await flights.change(); // else some were dropped
      continue;
    }
    for (const [kind, number] of duties) if (landed.attempt.number === number) duties.delete(kind);
    ledger.watch(engine.store.append(landed));
    const told = tell(engine, landed);
    engine.reporter.attempted?.(landed.attempt, told);
    await ledger.room();
  }
}

/** What is still to be done when the search has ended; who interrupts a run waits for the audit of its champion alone. */
function closing(engine: Engine, ending: Ending, number: number, abort: AbortSignal): Promise<Recorded> | undefined {
  const { population, simplify } = engine;
  if (abort.aborted) return undefined;
  const isPatient = ending !== 'interrupted';
  if (simplify && isPatient && population.canSimplify) return simplifyChampion(engine, number, abort);
  const due = isPatient ? population.unauditedAtEnd : population.unaudited;
  return due === undefined ? undefined : auditCandidate(engine, number, due, abort);
}

function takeSlot(engine: Engine, ended: () => Ending | undefined): Slot | undefined {
  return ended() ? undefined : engine.schedule?.take();
}

/** Whether nobody waits for models that are still thinking. What a deterministic run records may not depend on them. */
function leavesModels(ending: Ending, { inOrder }: Engine): boolean {
  return ending === 'interrupted' || (!inOrder && (ending === 'time' || ending === 'target'));
}

/** An attempt that is dropped when its model is still thinking too late. */
async function droppable(flight: Promise<Recorded>, late: AbortSignal): Flight {
  try {
    return await flight;
  } catch (error) {
    if (late.aborted && error === late.reason) return undefined;
    throw error;
  }
}

/** For how long models are waited for: until the search has ended. */
class Asking {
  readonly #abort: AbortSignal;
  #late: AbortController;
  #signal: AbortSignal;

  constructor({ late, abort }: Underway, interrupted: AbortSignal) {
    this.#abort = interrupted;
    this.#late = late;
    this.#signal = AbortSignal.any([interrupted, late.signal]);
    interrupted.addEventListener('abort', () => abort.abort(interrupted.reason));
  }

  /** What ends a model's call. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** The part of it that drops the attempt and ends nothing else. */
  get late(): AbortSignal {
    return this.#late.signal;
  }

  end(): void {
    this.#late.abort();
  }

  renew(): void {
    if (!this.#late.signal.aborted) return;
    this.#late = new AbortController();
    this.#signal = AbortSignal.any([this.#abort, this.#late.signal]);
  }

  /** Where the loop is left, by an error too, nobody hears what models still say. */
  [Symbol.dispose](): void {
    this.end();
  }
}

/** Wakes the loop for what is no landing: a free slot, the end of the time, Ctrl-C. */
function watchForEnd(engine: Engine, budget: Budget, { stop }: Interrupt, flights: Flights): Disposable {
  const wake = () => flights.wake();
  engine.schedule?.onChange(wake);
  stop.addEventListener('abort', wake);
  const left = timeLeft(budget, engine.clock.now());
  const timer = left === undefined ? undefined : setTimeout(wake, Math.min(left + 1, 2 ** 31 - 1));
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      stop.removeEventListener('abort', wake);
    },
  };
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
