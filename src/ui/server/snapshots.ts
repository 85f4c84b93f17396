import type { Learner, Recorded } from '../../api/attempt.ts';
import type { Population } from '../../api/population.ts';
import { type IslandFacts, islandsOf } from '../../report/facts.ts';

/** Most snapshots; with more, every second one is dropped, and later ones are twice as far apart. */
const most = 128;

interface Snapshot {
  /** Proposals until then. */
  readonly attempts: number;
  readonly islands: readonly IslandFacts[];
}

/** The archives of a run as they were, at evenly spaced attempts. */
export class Snapshots implements Learner {
  readonly #population: Population;
  #all: Snapshot[] = [];
  #step = 1;
  #attempts = 0;

  constructor(population: Population) {
    this.#population = population;
  }

  tell({ attempt }: Recorded): void {
    if (attempt.kind !== 'proposal' || ++this.#attempts % this.#step !== 0) return;
    this.#all.push({ attempts: this.#attempts, islands: islandsOf(this.#population) });
    if (this.#all.length <= most) return;
    this.#step *= 2;
    this.#all = this.#all.filter(({ attempts }) => attempts % this.#step === 0);
  }

  /** The attempts with a snapshot. */
  get attempts(): readonly number[] {
    return this.#all.map(({ attempts }) => attempts);
  }

  /** The archives after so many attempts, or at the last snapshot before; empty before the first one. */
  at(attempts: number): readonly IslandFacts[] {
    return this.#all.findLast((one) => one.attempts <= attempts)?.islands ?? [];
  }
}
