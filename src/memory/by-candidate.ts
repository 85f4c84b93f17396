/** Values for candidates that may be drawn, by number. Values for others are dropped from time to time, so that memory does not grow. */
export class ByCandidate<T> {
  readonly #known = new Map<number, T>();
  readonly #members: () => ReadonlySet<number>;
  #limit = 512;

  constructor(members: () => ReadonlySet<number>) {
    this.#members = members;
  }

  get(number: number): T | undefined {
    return this.#known.get(number);
  }

  has(number: number): boolean {
    return this.#known.has(number);
  }

  values(): Iterable<T> {
    return this.#known.values();
  }

  set(number: number, value: T): void {
    this.#known.set(number, value);
    if (this.#known.size > this.#limit) this.#prune();
  }

  #prune(): void {
    const members = this.#members();
    for (const number of this.#known.keys()) if (!members.has(number)) this.#known.delete(number);
    this.#limit = Math.max(512, 2 * this.#known.size);
  }
}
