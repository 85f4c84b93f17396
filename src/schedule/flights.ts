import type { Recorded } from '../api/attempt.ts';
import type { Policy } from './policy.ts';

/** Attempts under way. Rejects as soon as any of them fails: only the machine or a bug makes an attempt fail. */
export class Flights {
  readonly #policy: Pick<Policy, 'next' | 'inTurn'>;
  /** In the order they were asked for; whether a model has a seat for it. */
  readonly #underway = new Map<number, boolean>();
  readonly #landed = new Map<number, Recorded | undefined>();
  #seated = 0;
  #gap = false;
  #failure: { readonly error: unknown } | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(policy: Pick<Policy, 'next' | 'inTurn'>) {
    this.#policy = policy;
  }

  get count(): number {
    return this.#underway.size;
  }

  /** Their numbers, in the order they were asked for. */
  get numbers(): Iterable<number> {
    return this.#underway.keys();
  }

  /** Attempts without a seat at a model. */
  get lanes(): number {
    return this.#underway.size - this.#seated;
  }

  /** Whether an attempt was dropped that all later ones depend on. A resumed run asks for them again. */
  get gap(): boolean {
    return this.#gap;
  }

  /** `flight` resolves to undefined where the attempt was dropped. */
  launch(number: number, flight: Promise<Recorded | undefined>, seated = false): void {
    this.#underway.set(number, seated);
    if (seated) this.#seated++;
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

  /** Ends a wait: something other than a landing has happened. */
  wake(): void {
    this.#wake.resolve();
  }

  /** Waits until an attempt lands, fails, or `wake` is called. */
  async change(): Promise<void> {
    await this.#wake.promise;
    this.#wake = Promise.withResolvers<void>();
    if (this.#failure) throw this.#failure.error;
  }

  /** The next attempt to tell, or the number of one that was dropped; undefined where none has landed. */
  take(): Recorded | { readonly dropped: number } | undefined {
    const number = this.#policy.next(this.#underway.keys(), this.#landed);
    if (number === undefined || !this.#landed.has(number)) return undefined;
    const recorded = this.#landed.get(number);
    this.#landed.delete(number);
    if (this.#underway.get(number)) this.#seated--;
    this.#underway.delete(number);
    this.#gap ||= !recorded && this.#policy.inTurn;
    return recorded && !this.#gap ? recorded : { dropped: number };
  }
}
