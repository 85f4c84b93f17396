/** A rise of an island's best that counts: this share of its whole rise since it began. */
const significant = 0.01;

/**
 * Decides which island is restarted: of those whose best has not risen noticeably for `limit` of their attempts, the one
 * with the worst best. One island at a time: while it is young, no other is restarted and it receives no migrants, so
 * that it finds a way of its own. It is young until it stagnates itself. A limit of 0 means never, and so does a single
 * island.
 */
export class Stagnation {
  readonly #limit: number;
  readonly #starts: readonly number[];
  readonly #marks: number[];
  readonly #quiet: number[];
  #young: number | undefined;

  /** `starts` says how good the islands are when they begin; more is better, here and below. */
  constructor(limit: number, starts: readonly number[]) {
    this.#limit = starts.length > 1 ? limit : 0;
    this.#starts = starts;
    this.#marks = [...starts];
    this.#quiet = starts.map(() => 0);
  }

  /** The island that receives no migrants. */
  get young(): number | undefined {
    return this.#young;
  }

  /** Takes in an attempt on an island, with the best of all islands after it; returns the island to restart. */
  tell(island: number, bests: readonly number[]): number | undefined {
    const best = bests[island]!;
    const mark = this.#marks[island]!;
    const rose = best - mark > significant * (best - this.#starts[island]!);
    this.#quiet[island] = rose ? 0 : this.#quiet[island]! + 1;
    // An audit may have taken the best away.
    if (rose || best < mark) this.#marks[island] = best;
    if (!this.#isStagnant(this.#young ?? island)) return undefined;
    return this.#begin(bests);
  }

  #isStagnant(island: number): boolean {
    return this.#limit > 0 && this.#quiet[island]! >= this.#limit;
  }

  #begin(bests: readonly number[]): number {
    const stagnant = bests.keys().filter((island) => this.#isStagnant(island));
    const worst = [...stagnant].sort((a, b) => bests[a]! - bests[b]!)[0]!;
    this.#young = worst;
    this.#marks[worst] = this.#starts[worst]!;
    this.#quiet[worst] = 0;
    return worst;
  }
}
