import { EnvironmentError } from '../../api/errors.ts';
import type { Request } from '../../api/proposer.ts';
import type { Acquire } from '../../models/askable.ts';

/** A model's time for one conversation. Other attempts may have it while the first stage of a child runs. */
export class Seat implements Disposable {
  readonly #acquire: Acquire | undefined;
  readonly #signal: AbortSignal;
  #held: { release(): void } | undefined;

  /** Without `acquire`, as in a replay, there is nothing to wait for. */
  constructor(acquire: Acquire | undefined, signal: AbortSignal) {
    this.#acquire = acquire;
    this.#signal = signal;
  }

  async take(): Promise<void> {
    this.#held = await this.#acquire?.(this.#signal);
  }

  [Symbol.dispose](): void {
    this.#held?.release();
  }

  /** The smoke test with the seat given up meanwhile. Where the seat cannot be had again, no repair can be asked for, and the fault is left to the evaluation. */
  around(smoke: Request['smoke']): Request['smoke'] {
    return (
      smoke &&
      (async (program) => {
        this.#held?.release();
        const fault = await smoke(program);
        return fault !== undefined && (await this.#retake()) ? fault : undefined;
      })
    );
  }

  async #retake(): Promise<boolean> {
    try {
      await this.take();
      return true;
    } catch (error) {
      if (this.#signal.aborted || error instanceof EnvironmentError) return false;
      throw error;
    }
  }
}
