import { type Deadlines, type FailureKind, failure, type ModelFailure } from './provider.ts';

/**
 * Watches one call: its signal fires when the caller aborts, when the first token is late, when tokens stop coming, or
 * when the whole takes too long. Our own deadlines, since those of HTTP clients count the wait for a busy model as
 * silence (undici gives up after 300 s without a header, and Ollama sends none before the first token).
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
    // Of two deadlines at the same time the first to be set counts: silence, as long as there was no token.
    this.#silence = this.#after(deadlines.firstToken, 'there was no first token', 'transient');
    this.#whole = this.#after(deadlines.total, 'it was not finished', 'incomplete');
  }

  #after(milliseconds: number, what: string, kind: FailureKind): NodeJS.Timeout {
    const late = new Late(kind, `${what} after ${milliseconds / 1000} s`);
    return setTimeout(() => this.#controller.abort(late), milliseconds);
  }

  /** A token came. */
  token(): void {
    clearTimeout(this.#silence);
    this.#silence = this.#after(this.#deadlines.betweenTokens, 'no further token came', 'transient');
  }

  /** Milliseconds since the call began. */
  elapsed(): number {
    return Math.round(performance.now() - this.#began);
  }

  /** Ends the call, and with it the connection. */
  end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#whole);
    this.#controller.abort();
  }

  /** What an error of this call means; an abort by the caller is passed on. */
  failure(error: unknown): ModelFailure {
    if (this.#caller.aborted) throw this.#caller.reason;
    const { reason } = this.#controller.signal;
    if (reason instanceof Late) return failure(reason.kind, reason.message);
    return networkFailure(error);
  }
}

/** Runs one call under its deadlines. A failure of the connection is returned, the caller's abort is thrown. */
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

/** A deadline that passed. What was not finished in time is not asked again: it would take as long again. */
class Late extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Failures of the connection; anything else is a bug and is passed on. */
function networkFailure(error: unknown): ModelFailure {
  if (!(error instanceof Error)) throw error;
  const { cause } = error;
  // Undici says no more than "fetch failed" or "terminated"; the cause has the rest.
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as NodeJS.ErrnoException).code;
  if (code === undefined && !(error instanceof TypeError && cause instanceof Error)) throw error;
  const detail = cause instanceof Error && cause.message ? cause.message : error.message;
  return failure('transient', code && !detail.includes(code) ? `${code}: ${detail}` : detail);
}
