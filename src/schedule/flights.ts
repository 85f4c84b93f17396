import type { Recorded } from '../api/attempt.ts';
import type { Policy } from './policy.ts';

/** An attempt that is no longer under way. */
export interface Landed {
  readonly number: number;
  /** Undefined where it was dropped. */
  readonly recorded: Recorded | undefined;
  /** Its seat at a model, which is free once the attempt was told: the next question is made after the last result. */
  readonly held: Disposable | undefined;
}

/** Attempts under way. Rejects as soon as any of them fails: only the machine or a bug makes an attempt fail. */
export class Flights implements Disposable {
  readonly #policy: Pick<Policy, 'next' | 'inTurn'>;
  /** In the order they were asked for; with a seat at a model, what holds it. */
  readonly #underway = new Map<number, Disposable | undefined>();
  readonly #landed = new Map<number, Recorded | undefined>();
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
    return this.#underway.values().reduce((count, held) => count + (held ? 0 : 1), 0);
  }

  /** Whether an attempt was dropped that all later ones depend on. A resumed run asks for them again. */
  get gap(): boolean {
    return this.#gap;
  }

  /** `flight` resolves to undefined where the attempt was dropped. `held` is its seat at a model. */
  launch(number: number, flight: Promise<Recorded | undefined>, held?: Disposable): void {
    this.#underway.set(number, held);
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

  /** The next attempt to tell or to drop; undefined where none has landed. */
  take(): Landed | undefined {
    const number = this.#policy.next(this.#underway.keys(), this.#landed);
    if (number === undefined || !this.#landed.has(number)) return undefined;
    const recorded = this.#landed.get(number);
    const held = this.#underway.get(number);
    this.#landed.delete(number);
    this.#underway.delete(number);
    this.#gap ||= !recorded && this.#policy.inTurn;
    return { number, recorded: this.#gap ? undefined : recorded, held };
  }

  /** Gives up all seats. */
  [Symbol.dispose](): void {
    for (const held of this.#underway.values()) held?.[Symbol.dispose]();
  }
}
