import type { Evaluation } from '../api/evaluation.ts';
import type { Program } from '../api/program.ts';
import { programKey } from '../language/program.ts';
import type { Engine } from './engine.ts';

/**
 * Evaluations of the answers of one conversation with a model, which waits for them: they go ahead of others. The answer
 * that is proposed has its evaluation by then, and is not evaluated twice.
 */
export class Verdicts {
  readonly #engine: Pick<Engine, 'evaluator' | 'clock'>;
  readonly #signal: AbortSignal;
  /** Milliseconds of each evaluation by the program's key. */
  readonly #times = new Map<string, number>();

  constructor(engine: Pick<Engine, 'evaluator' | 'clock'>, signal: AbortSignal) {
    this.#engine = engine;
    this.#signal = signal;
  }

  readonly evaluate = async (program: Program): Promise<Evaluation> => {
    const { evaluator, clock } = this.#engine;
    const begun = clock.now();
    const evaluation = await evaluator.evaluate(program, this.#signal, true);
    const key = programKey(program);
    this.#times.set(key, (this.#times.get(key) ?? 0) + clock.since(begun));
    return evaluation;
  };

  /** Programs that were evaluated beside the one with this key. */
  beside(key: string | undefined): number {
    return this.#times.size - (key !== undefined && this.#times.has(key) ? 1 : 0);
  }

  /** What the evaluation of the program with this key took, in milliseconds. */
  took(key: string | undefined): number {
    return (key !== undefined && this.#times.get(key)) || 0;
  }
}
