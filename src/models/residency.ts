/** Milliseconds of loading again beyond which another model must have taken the memory. */
const reloadTime = 1000;
/** Reloads after which models take turns. */
const reloadsBeforeTurns = 2;
/** Calls without a reload after which earlier reloads are forgotten: a restarted server loads its models again too. */
const forgetAfter = 20;
/** A turn lasts until loading took at most this share of its time. */
const maxLoadingShare = 0.1;
const minCallsInTurn = 4;

/**
 * Whose turn it is on a server whose models do not fit into memory together. Without turns the server could load a
 * model for every call; with them, loading takes about a tenth of the time. Turns begin when the settings say that the
 * models do not fit, or when models are loaded again and again. They end when every model in turn begins without loading.
 */
export class Residency {
  readonly #models: readonly string[];
  readonly #given: boolean;
  readonly #loadedOnce = new Set<string>();
  #reloads = 0;
  #callsSinceReload = 0;
  #quietTurns = 0;
  #inTurns: boolean;
  #turn = 0;
  #calls = 0;
  #loading = 0;
  #working = 0;

  /** `resident`: how many of the models fit into memory together; undefined to find out. */
  constructor(models: readonly string[], resident: number | undefined) {
    this.#models = models;
    this.#given = resident !== undefined;
    this.#inTurns = resident !== undefined && resident < models.length;
  }

  get inTurns(): boolean {
    return this.#inTurns;
  }

  /** A call has ended. Milliseconds of the call and of loading within it; undefined for a call that failed. */
  called(model: string, milliseconds: number, loading: number | undefined): void {
    if (loading !== undefined) this.#learn(model, loading > reloadTime);
    if (this.#current !== model) return;
    this.#calls++;
    this.#loading += loading ?? 0;
    this.#working += milliseconds;
  }

  /** Finds out whether the models fit, unless the user has said so. */
  #learn(model: string, loaded: boolean): void {
    if (this.#given) return;
    const reloaded = loaded && this.#loadedOnce.has(model);
    this.#loadedOnce.add(model);
    this.#callsSinceReload = reloaded ? 0 : this.#callsSinceReload + 1;
    if (this.#callsSinceReload >= forgetAfter) this.#reloads = 0;
    if (reloaded) this.#reloads++;
    if (this.#inTurns) this.#endTurns(model, loaded);
    else this.#inTurns = this.#reloads >= reloadsBeforeTurns && this.#models.length > 1;
  }

  /** Ends the turns when every model was in memory at the beginning of its turn. */
  #endTurns(model: string, loaded: boolean): void {
    if (model !== this.#current || this.#calls > 0) return;
    this.#quietTurns = loaded ? 0 : this.#quietTurns + 1;
    if (this.#quietTurns < this.#models.length) return;
    this.#inTurns = false;
    [this.#reloads, this.#quietTurns] = [0, 0];
  }

  /** Whether a call of `model` may begin now. `open` counts calls under way; `able` says which models can be called. */
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

  /** A turn without others to follow goes on. */
  #isOver(able: (model: string) => boolean): boolean {
    const others = this.#models.some((model) => model !== this.#current && able(model));
    if (!others) return false;
    if (!able(this.#current)) return true;
    return this.#calls >= minCallsInTurn && this.#loading <= maxLoadingShare * this.#working;
  }

  /** Passes the turn to the next model that can be called, once the last call of this turn has ended. */
  #pass(open: (model: string) => number, able: (model: string) => boolean): void {
    if (open(this.#current) > 0) return;
    do this.#turn = (this.#turn + 1) % this.#models.length;
    while (!able(this.#current));
    [this.#calls, this.#loading, this.#working] = [0, 0, 0];
  }
}
