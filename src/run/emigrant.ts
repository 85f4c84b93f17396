import type { Learner, Recorded } from '../api/attempt.ts';
import type { Population } from '../api/population.ts';

/** Finds the candidate that other populations may have: the latest champion that was made here and that an audit confirmed. */
export class Emigrant implements Learner {
  readonly #population: Pick<Population, 'champion'>;
  /** What the run began with, and what came from elsewhere. */
  readonly #foreign = new Set<number>();
  #number: number | undefined;

  constructor(population: Pick<Population, 'champion'>) {
    this.#population = population;
  }

  get number(): number | undefined {
    return this.#number;
  }

  tell({ attempt }: Recorded): void {
    const { kind, number } = attempt;
    if (kind === 'initial' || (kind === 'proposal' && attempt.cause === 'immigrant')) this.#foreign.add(number);
    if (kind !== 'audit') return;
    const { candidate, verdict } = attempt;
    const isOwnChampion = this.#population.champion?.number === candidate && !this.#foreign.has(candidate);
    if (verdict.status === 'confirmed' && isOwnChampion) this.#number = candidate;
    else if (verdict.status === 'refuted' && candidate === this.#number) this.#number = undefined;
  }
}
