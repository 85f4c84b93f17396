import type { Recorded } from '../api/attempt.ts';

/**
 * Attempts under way. `next` gives them as they finish, or in the order of their numbers; it rejects as soon as any
 * of them fails, since only the machine or a bug makes an attempt fail.
 */
export class Flights {
  readonly #inOrder: boolean;
  readonly #underway = new Set<number>();
  readonly #landed = new Map<number, Recorded>();
  #wake = Promise.withResolvers<void>();

  constructor(inOrder: boolean) {
    this.#inOrder = inOrder;
    this.#wake.promise.catch(() => {});
  }

  get count(): number {
    return this.#underway.size;
  }

  launch(number: number, flight: Promise<Recorded>): void {
    this.#underway.add(number);
    flight.then(
      (recorded) => {
        this.#landed.set(number, recorded);
        this.#wake.resolve();
      },
      (error: unknown) => this.#wake.reject(error),
    );
  }

  async next(): Promise<Recorded> {
    for (;;) {
      const number = this.#ready();
      const recorded = number === undefined ? undefined : this.#landed.get(number);
      if (recorded) {
        this.#landed.delete(recorded.attempt.number);
        this.#underway.delete(recorded.attempt.number);
        return recorded;
      }
      await this.#wake.promise;
      this.#wake = Promise.withResolvers<void>();
      this.#wake.promise.catch(() => {});
    }
  }

  #ready(): number | undefined {
    const [first] = this.#inOrder ? this.#underway : this.#landed.keys();
    return first;
  }
}
