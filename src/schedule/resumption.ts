import type { Recorded } from '../api/attempt.ts';
import { iterate } from '../run/iterate.ts';
import type { Run } from '../run/run.ts';
import { type Budget, spent } from './budget.ts';
import { conductOf, standingOf, type Underway } from './evolve.ts';
import type { Policy } from './policy.ts';
import { Signals } from './signals.ts';

/**
 * Attempts under way in a lockstep run when it stopped are asked for again at their own watermarks, while the record is
 * told to the run.
 */
export class Resumption implements Underway {
  readonly flights = new Map<number, Promise<Recorded>>();
  readonly signals = new Signals();
  readonly #policy: Policy;
  readonly #budget: Budget;
  readonly #initials: number;
  readonly #recorded: ReadonlySet<number>;
  #next: number;

  /** `recorded` holds the numbers of all recorded attempts, the first `initials` of them those of initial programs. */
  constructor(
    policy: Policy,
    budget: Budget,
    { initials, recorded }: { readonly initials: number; readonly recorded: ReadonlySet<number> },
  ) {
    this.#policy = policy;
    this.#budget = budget;
    this.#initials = initials;
    this.#recorded = recorded;
    this.#next = initials;
  }

  /** Asks for what was asked for at this point of the record. */
  async advance(run: Run): Promise<void> {
    const { told } = run.state.population;
    if (told >= this.#recorded.size) return; // from here on the search asks itself
    for (; this.#policy.mayAsk(this.#next, { told, underway: 0 }); this.#next++) {
      if (this.#recorded.has(this.#next)) continue;
      const attempts = this.#next - this.#initials;
      if (spent(this.#budget, { ...standingOf(run, 0), attempts })) return;
      await this.#ask(run, this.#next);
    }
  }

  async #ask(run: Run, number: number): Promise<void> {
    await run.loadPrograms();
    const due = run.state.duties.due(number, this.#policy.waiting(number, run.tasks.causes));
    const task = run.begin(due ?? { cause: 'drawn' }, number);
    const flight = iterate(run.engine, task, conductOf(this.#policy, this.signals, task));
    flight.catch(() => {}); // the search hears of it when it takes over
    this.flights.set(number, flight);
  }
}
