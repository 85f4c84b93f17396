/** Loading again for longer than this (in milliseconds) means that another model was pushed out. */
const noticeable = 1000;
/** Such loads after which models take turns. */
const swaps = 2;
/** Calls without such a load after which the earlier ones are forgotten: a server that was started again loads too. */
const forgets = 20;
/** A turn lasts until loading was at most this share of it. */
const share = 0.1;
/** Calls that a turn has at least. */
const fewest = 4;

/**
 * Whose turn it is on a server whose models do not fit into memory together. Left alone, calls for two models would make
 * the server load one for every call; in turns, the time spent loading stays under a tenth. That they do not fit is
 * said by the user or seen from models being loaded again and again; that they do, from as many turns as there are models
 * which all begin without loading.
 */
export class Residency {
  readonly #models: readonly string[];
  readonly #said: boolean;
  readonly #loadedOnce = new Set<string>();
  #swaps = 0;
  #quiet = 0;
  #quietTurns = 0;
  #inTurns: boolean;
  #turn = 0;
  #calls = 0;
  #loading = 0;
  #working = 0;

  constructor(models: readonly string[], resident: number | undefined) {
    this.#models = models;
    this.#said = resident !== undefined;
    this.#inTurns = resident !== undefined && resident < models.length;
  }

  get inTurns(): boolean {
    return this.#inTurns;
  }

  /** A call of a model has ended; milliseconds of it, and of loading within it, which is not known of one that failed. */
  called(model: string, milliseconds: number, loading: number | undefined): void {
    if (loading !== undefined) this.#learn(model, loading > noticeable);
    if (this.#current !== model) return;
    this.#calls++;
    this.#loading += loading ?? 0;
    this.#working += milliseconds;
  }

  /** Whether the models fit, where the user has not said so. */
  #learn(model: string, loaded: boolean): void {
    if (this.#said) return;
    const swapped = loaded && this.#loadedOnce.has(model);
    this.#loadedOnce.add(model);
    this.#quiet = swapped ? 0 : this.#quiet + 1;
    if (this.#quiet >= forgets) this.#swaps = 0;
    if (swapped) this.#swaps++;
    if (this.#inTurns) this.#leave(model, loaded);
    else this.#inTurns = this.#swaps >= swaps && this.#models.length > 1;
  }

  /** Ends the turns when models were found in memory at the beginning of theirs, one after the other. */
  #leave(model: string, loaded: boolean): void {
    if (model !== this.#current || this.#calls > 0) return;
    this.#quietTurns = loaded ? 0 : this.#quietTurns + 1;
    if (this.#quietTurns < this.#models.length) return;
    this.#inTurns = false;
    [this.#swaps, this.#quietTurns] = [0, 0];
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
