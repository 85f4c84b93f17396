import { EnvironmentError } from '../../api/errors.ts';
import type { Acquire } from '../../models/askable.ts';
import type { Patience } from './patience.ts';

/** A model's time for one conversation. Others may have it while an evaluation takes longer than the model's patience. */
export class Seat implements Disposable {
  readonly #acquire: Acquire | undefined;
  readonly #signal: AbortSignal;
  readonly #attempt: DisposableStack | undefined;
  readonly #patience: Patience | undefined;
  #held: { release(): void } | undefined;
  #lent = false;

  /**
   * Without `acquire`, as in a replay, there is nothing to wait for. `attempt` is what a seat may have been kept for. Without
   * patience others have it during any evaluation.
   */
  constructor(acquire: Acquire | undefined, signal: AbortSignal, attempt?: DisposableStack, patience?: Patience) {
    this.#acquire = acquire;
    this.#signal = signal;
    this.#attempt = attempt;
    this.#patience = patience;
  }

  async take(): Promise<void> {
    this.#held = await this.#acquire?.(this.#signal, this.#attempt);
    this.#lent = false;
  }

  [Symbol.dispose](): void {
    this.#held?.release();
  }

  /** Waits for an evaluation. */
  async during<T>(work: Promise<T>): Promise<T> {
    if (!(await this.#patience?.outlasts(work))) {
      this.#held?.release();
      this.#lent = true;
    }
    return await work;
  }

  /** Takes the seat again where it was lent; false where it cannot be had: then nothing further can be asked. */
  async retake(): Promise<boolean> {
    if (!this.#lent) return true;
    try {
      await this.take();
      return true;
    } catch (error) {
      if (this.#signal.aborted || error instanceof EnvironmentError) return false;
      throw error;
    }
  }
}
