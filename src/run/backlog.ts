/** Told attempts that may wait for git before the next one is told, at most. */
const maxUnacknowledged = 1024;

/** Counts what git has not acknowledged yet, and passes on its failure. */
export class Backlog {
  #open = 0;
  #failure: { readonly error: unknown } | undefined;
  #change = Promise.withResolvers<void>();

  watch(acknowledged: Promise<void>): void {
    this.#open++;
    const settle = () => {
      this.#open--;
      this.#change.resolve();
    };
    acknowledged.then(settle, (error: unknown) => {
      this.#failure ??= { error };
      settle();
    });
  }

  /** Waits until there is room. Rejects once git has failed. */
  async room(): Promise<void> {
    while (this.#open > maxUnacknowledged && !this.#failure) {
      this.#change = Promise.withResolvers<void>();
      await this.#change.promise;
    }
    if (this.#failure) throw this.#failure.error;
  }
}
