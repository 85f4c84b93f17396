/** Something that several may need at once, its maker among them: the last one who leaves ends it. */
export class Shared<T> {
  readonly value: Promise<T>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly #end: () => void;
  #users = 1;

  constructor(value: Promise<T>, end: (value: T) => Promise<void>) {
    this.value = value;
    const last = Promise.withResolvers<void>();
    this.#end = last.resolve;
    this.ended = last.promise.then(async () => await end(await value)).catch(() => {});
    value.catch(() => {}); // the one who uses it reports it
  }

  enter(): this {
    this.#users++;
    return this;
  }

  leave(): void {
    if (--this.#users === 0) this.#end();
  }

  /** Works with it after having entered, and leaves. */
  async use<R>(work: (value: T) => Promise<R>): Promise<R> {
    try {
      return await work(await this.value);
    } finally {
      this.leave();
    }
  }
}
