import type { Recorded } from '../api/attempt.ts';

/** An attempt under way: what is to be recorded, or undefined when it was dropped. */
export type Flight = Promise<Recorded | undefined>;

/**
 * Attempts under way. `landed` gives them as they finish, or in the order of their numbers; it rejects as soon as any
 * of them fails, since only the machine or a bug makes an attempt fail.
 */
export class Flights {
  readonly #inOrder: boolean;
  readonly #underway = new Map<number, 'lane' | 'slot'>();
  readonly #landed = new Map<number, Recorded | undefined>();
  #lanes = 0;
  #wake = Promise.withResolvers<void>();

  #failure: { readonly error: unknown } | undefined;
  #gap = false;

  constructor(inOrder: boolean) {
    this.#inOrder = inOrder;
  }

  get count(): number {
    return this.#underway.size;
  }

  /** How many of them are in lanes. */
  get lanes(): number {
    return this.#lanes;
  }

  launch(number: number, flight: Flight, kind: 'lane' | 'slot' = 'lane'): void {
    this.#underway.set(number, kind);
    if (kind === 'lane') this.#lanes++;
    flight.then(
      (recorded) => {
        this.#landed.set(number, recorded);
        this.#wake.resolve();
      },
      (error: unknown) => {
        this.#failure ??= { error };
        this.#wake.resolve();
      },
    );
  }

  /** Ends a wait: something else than a landing has happened. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Waits until an attempt lands, fails, or `wake` is called. */
  async change(): Promise<void> {
    await this.#wake.promise;
    this.#wake = Promise.withResolvers<void>();
    if (this.#failure) throw this.#failure.error;
  }

  /** In order: one was dropped, so that none after it is given any more. A resumed run draws them again. */
  get gap(): boolean {
    return this.#gap;
  }

  /** The next that has landed, if any; dropped ones are passed over. */
  take(): Recorded | undefined {
    for (;;) {
      const [number] = this.#inOrder ? this.#underway.keys() : this.#landed.keys();
      if (number === undefined || !this.#landed.has(number)) return undefined;
      const recorded = this.#landed.get(number);
      this.#landed.delete(number);
      if (this.#underway.get(number) === 'lane') this.#lanes--;
      this.#underway.delete(number);
      if (!recorded && this.#inOrder) this.#gap = true;
      if (recorded && !this.#gap) return recorded;
    }
  }
}
