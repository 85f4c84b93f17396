import { LeftBehind } from '../api/errors.ts';

/** Cancels attempts: all of them, or those that can be left behind when the search has ended. */
export class Signals implements Disposable {
  readonly #abort = new AbortController();
  #late = new AbortController();
  #either = AbortSignal.any([this.#abort.signal, this.#late.signal]);

  /** Cancels every attempt. */
  get abort(): AbortSignal {
    return this.#abort.signal;
  }

  /** Cancels what can be left behind. */
  get late(): AbortSignal {
    return this.#either;
  }

  /** Cancels everything when `interrupted` does. */
  follow(interrupted: AbortSignal): void {
    const abort = () => this.#abort.abort(interrupted.reason);
    if (interrupted.aborted) abort();
    else interrupted.addEventListener('abort', abort, { once: true });
  }

  /** The search has ended. */
  end(): void {
    this.#late.abort();
  }

  /** The search goes on after all. */
  renew(): void {
    if (!this.#late.signal.aborted) return;
    this.#late = new AbortController();
    this.#either = AbortSignal.any([this.#abort.signal, this.#late.signal]);
  }

  /** Resolves to undefined where `work` was left behind; other failures stay failures. */
  async droppable<T>(work: Promise<T>): Promise<T | undefined> {
    const { signal } = this.#late;
    try {
      return await work;
    } catch (error) {
      if (error instanceof LeftBehind || (signal.aborted && error === signal.reason)) return undefined;
      throw error;
    }
  }

  /** On leaving the search, also by an error, cancels calls still in progress. */
  [Symbol.dispose](): void {
    this.end();
  }
}
