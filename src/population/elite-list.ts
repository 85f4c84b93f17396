import type { Elite } from '../api/attempt.ts';
import { compareElites, outdoes } from './archive.ts';

/** The best candidates of the whole run, at most `capacity`, one for each distinct score. */
export class EliteList {
  readonly #capacity: number;
  #elites: readonly Elite[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  place(elite: Elite): void {
    const last = this.#elites[this.#capacity - 1];
    const twin = this.#elites.find((other) => other.fitness === elite.fitness);
    if (twin ? !outdoes(elite, twin) : last && compareElites(elite, last) >= 0) return;
    const others = this.#elites.filter((other) => other !== twin);
    this.#elites = [...others, elite].sort(compareElites).slice(0, this.#capacity);
  }

  remove(number: number): void {
    this.#elites = this.#elites.filter((elite) => elite.number !== number);
  }

  /** The best first. */
  get ranked(): readonly Elite[] {
    return this.#elites;
  }
}
