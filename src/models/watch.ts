import { type Deadlines, type FailureKind, failure, type ModelFailure } from './provider.ts';

/**
 * Watches one call: its signal fires when the caller aborts, when the first token is late, when tokens stop coming, or
 * when the whole call takes too long. HTTP clients have deadlines too, but count the wait for a busy model as silence:
 * undici gives up after 300 s without a header, and Ollama sends none before the first token.
 */
export class Watch {
  readonly signal: AbortSignal;
  readonly #caller: AbortSignal;
  readonly #deadlines: Deadlines;
  readonly #controller = new AbortController();
  readonly #began = performance.now();
  readonly #whole: NodeJS.Timeout;
  #silence: NodeJS.Timeout;

  constructor(deadlines: Deadlines, caller: AbortSignal) {
    this.#caller = caller;
    this.#deadlines = deadlines;
    this.signal = AbortSignal.any([caller, this.#controller.signal]);
    // Of two equal deadlines the one set first counts: without any token, the silence.
    this.#silence = this.#after(deadlines.firstToken, 'there was no first token', 'transient');
    this.#whole = this.#after(deadlines.total, 'it was not finished', 'incomplete');
  }

  #after(milliseconds: number, what: string, kind: FailureKind): NodeJS.Timeout {
    const late = new Late(kind, `${what} after ${milliseconds / 1000} s`);
    return setTimeout(() => this.#controller.abort(late), milliseconds);
  }

  /** A token has arrived. */
  token(): void {
    clearTimeout(this.#silence);
    this.#silence = this.#after(this.#deadlines.betweenTokens, 'no further token came', 'transient');
  }

  /** Milliseconds since the call began. */
  elapsed(): number {
    return Math.round(performance.now() - this.#began);
  }

  /** Ends the call and its connection. */
  end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#whole);
    this.#controller.abort();
  }

  /**
   * The failure that an error of this call means.
   *
   * @throws the caller's reason when the caller aborted, and errors that are bugs.
   */
  failure(error: unknown): ModelFailure {
    if (this.#caller.aborted) throw this.#caller.reason;
    const { reason } = this.#controller.signal;
    if (reason instanceof Late) return failure(reason.kind, reason.message);
    return networkFailure(error);
  }
}

/** Runs one call under its deadlines. A failure of the connection is returned; the caller's abort is thrown. */
export async function watched<T>(
  deadlines: Deadlines,
  caller: AbortSignal,
  call: (watch: Watch) => Promise<T>,
): Promise<T | ModelFailure> {
  const watch = new Watch(deadlines, caller);
  try {
    return await call(watch);
  } catch (error) {
    return { ...watch.failure(error), milliseconds: watch.elapsed() };
  } finally {
    watch.end();
  }
}

/** A deadline has passed. */
class Late extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A failure of the connection. Any other error is a bug, and is thrown. */
function networkFailure(error: unknown): ModelFailure {
  if (!(error instanceof Error)) throw error;
  const { cause } = error;
  // Undici's own message is only "fetch failed" or "terminated"; the cause has the details.
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as NodeJS.ErrnoException).code;
  if (code === undefined && !(error instanceof TypeError && cause instanceof Error)) throw error;
  const detail = cause instanceof Error && cause.message ? cause.message : error.message;
  return failure('transient', code && !detail.includes(code) ? `${code}: ${detail}` : detail);
}
