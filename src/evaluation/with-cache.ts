import { LRUCache } from 'lru-cache';
import type { Evaluation, EvaluatorPool, Failure, Machines } from '../api/evaluation.ts';
import type { Program } from '../api/program.ts';
import { readAhead } from '../language/read-ahead.ts';

/** Evaluations kept, the least recently used forgotten first. */
const capacity = 4096;

/** Reasons that say nothing of the program: the evaluator's own fault, and a clock. */
const unsettled: readonly Failure[] = ['evaluator-error', 'stalled'];

/** An evaluation under way. */
interface Shared {
  readonly result: Promise<Evaluation>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Remembers evaluations of programs that are equal by `key`, and lets equal programs that come at the same time share
 * one. An evaluation that was aborted or failed through no fault of the program is not remembered; a glance never is.
 */
export function withCache(pool: EvaluatorPool, key: (program: Program) => string): EvaluatorPool {
  return new CachedPool(pool, key);
}

class CachedPool implements EvaluatorPool {
  readonly #pool: EvaluatorPool;
  readonly #key: (program: Program) => string;
  readonly #known = new LRUCache<string, Evaluation>({ max: capacity });
  readonly #shared = new Map<string, Shared>();

  constructor(pool: EvaluatorPool, key: (program: Program) => string) {
    this.#pool = pool;
    this.#key = key;
  }

  get machines(): Machines | undefined {
    return this.#pool.machines;
  }

  get repeat(): EvaluatorPool['repeat'] {
    return this.#pool.repeat;
  }

  async evaluate(program: Program, signal?: AbortSignal, urgent?: boolean): Promise<Evaluation> {
    const key = readAhead(() => this.#key(program));
    const name = typeof key === 'string' ? key : await key;
    signal?.throwIfAborted();
    const known = this.#known.get(name);
    if (known) return known;
    return await this.#join(name, this.#shared.get(name) ?? this.#start(name, program, urgent), signal);
  }

  async glance(program: Program, stage: number, signal?: AbortSignal): Promise<number> {
    return await this.#pool.glance(program, stage, signal);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  #start(name: string, program: Program, urgent: boolean | undefined): Shared {
    const stop = new AbortController();
    const shared: Shared = { result: this.#pool.evaluate(program, stop.signal, urgent), stop, waiting: 0 };
    this.#shared.set(name, shared);
    const end = () => this.#shared.get(name) === shared && this.#shared.delete(name);
    shared.result.then((evaluation) => end() && this.#remember(name, evaluation), end);
    return shared;
  }

  #remember(name: string, evaluation: Evaluation): void {
    if (evaluation.status === 'failed' && unsettled.includes(evaluation.reason)) return;
    this.#known.set(name, evaluation);
  }

  /** Waits for a shared evaluation, which continues while anyone waits for it. */
  async #join(name: string, shared: Shared, signal: AbortSignal | undefined): Promise<Evaluation> {
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal!.reason);
    signal?.addEventListener('abort', leave, { once: true });
    shared.waiting++;
    try {
      return await Promise.race([shared.result, left.promise]);
    } finally {
      signal?.removeEventListener('abort', leave);
      if (--shared.waiting === 0) this.#abandon(name, shared, signal);
    }
  }

  #abandon(name: string, shared: Shared, signal: AbortSignal | undefined): void {
    if (this.#shared.get(name) !== shared) return;
    this.#shared.delete(name);
    shared.stop.abort(signal?.reason);
  }
}
