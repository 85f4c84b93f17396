/** A rise of an island's best that counts: this share of all it rose since its beginning. */
const significant = 0.01;

/**
 * Tells which island shall begin anew: of those whose best has not risen noticeably for `patience` of their attempts, the
 * one with the worst best. One island at a time: while it is young, no other begins anew, and no migrants reach it, so
 * that it finds a way of its own. It is young until it stagnates itself. A patience of 0 is endless, and so is that of a
 * single island.
 */
export class Stagnation {
  readonly #patience: number;
  readonly #start: number;
  readonly #marks: number[];
  readonly #quiet: number[];
  #young: number | undefined;

  /** `start` is the score every island begins with. */
  constructor(islands: number, patience: number, start: number) {
    this.#patience = islands > 1 ? patience : 0;
    this.#start = start;
    this.#marks = Array.from({ length: islands }, () => start);
    this.#quiet = this.#marks.map(() => 0);
  }

  /** The island that takes no migrants. */
  get young(): number | undefined {
    return this.#young;
  }

  /** Takes in an attempt on an island, with the best scores of all after it; gives the island that begins anew. */
  tell(island: number, bests: readonly number[]): number | undefined {
    const best = bests[island]!;
    const mark = this.#marks[island]!;
    const rose = best - mark > significant * (best - this.#start);
    this.#quiet[island] = rose ? 0 : this.#quiet[island]! + 1;
    // An audit may have taken the best away.
    if (rose || best < mark) this.#marks[island] = best;
    if (!this.#isStagnant(this.#young ?? island)) return undefined;
    return this.#begin(bests);
  }

  #isStagnant(island: number): boolean {
    return this.#patience > 0 && this.#quiet[island]! >= this.#patience;
  }

  #begin(bests: readonly number[]): number | undefined {
    const stagnant = bests.keys().filter((island) => this.#isStagnant(island));
    const worst = [...stagnant].sort((a, b) => bests[a]! - bests[b]!)[0]!;
    this.#young = worst;
    this.#marks[worst] = this.#start;
    this.#quiet[worst] = 0;
    return worst;
  }
}
