/** Loading again for longer than this (in milliseconds) means that another model was pushed out. */
const noticeable = 1000;
/** Such loads after which models take turns. */
const swaps = 2;
/** A turn lasts until loading was at most this share of it. */
const share = 0.1;
/** Calls that a turn has at least. */
const fewest = 4;

/**
 * Whose turn it is on a host whose models do not fit into memory together. Left alone, calls for two models would make
 * the server load one for every call; in turns, the time spent loading stays under a tenth. That they do not fit is
 * said by the user or seen from models being loaded again and again.
 */
export class Residency {
  readonly #models: readonly string[];
  readonly #loadedOnce = new Set<string>();
  #swaps = 0;
  #inTurns: boolean;
  #turn = 0;
  #calls = 0;
  #loading = 0;
  #working = 0;

  constructor(models: readonly string[], resident: number | undefined) {
    this.#models = models;
    this.#inTurns = resident !== undefined && resident < models.length;
  }

  get inTurns(): boolean {
    return this.#inTurns;
  }

  /** A call of a model has ended; milliseconds of it, and of loading within it. */
  called(model: string, milliseconds: number, loading: number): void {
    if (loading > noticeable && this.#loadedOnce.has(model)) this.#swaps++;
    this.#loadedOnce.add(model);
    if (this.#swaps >= swaps && this.#models.length > 1) this.#inTurns = true;
    if (this.#models[this.#turn] !== model) return;
    this.#calls++;
    this.#loading += loading;
    this.#working += milliseconds;
  }

  /** Whether a call of this model may begin now; `open` counts calls under way, `able` says who could be called. */
  allows(model: string, open: (model: string) => number, able: (model: string) => boolean): boolean {
    if (!this.#inTurns) return true;
    if (this.#models.some((other) => other !== this.#current && other !== model && open(other) > 0)) return false;
    if (this.#isOver(able)) this.#pass(open, able);
    return (
      this.#current === model &&
      this.#models.every((other) => other === model || open(other) === 0) &&
      !this.#isOver(able)
    );
  }

  get #current(): string {
    return this.#models[this.#turn] as string;
  }

  #isOver(able: (model: string) => boolean): boolean {
    const others = this.#models.some((model) => model !== this.#current && able(model));
    if (!others) return false;
    if (!able(this.#current)) return true;
    return this.#calls >= fewest && this.#loading <= share * this.#working;
  }

  /** The next model that can be called, once the last call of this turn has ended. */
  #pass(open: (model: string) => number, able: (model: string) => boolean): void {
    if (open(this.#current) > 0) return;
    do this.#turn = (this.#turn + 1) % this.#models.length;
    while (!able(this.#current));
    [this.#calls, this.#loading, this.#working] = [0, 0, 0];
  }
}
