import type { Files } from '../api/program.ts';
import type { Trials } from '../api/proposer.ts';
import type { Engine } from './engine.ts';

/** What one attempt may use up in trials: programs, and milliseconds by the run's clock. */
const bound = { programs: 2000, milliseconds: 10_000 };

/** Trials of one attempt, in the run's own evaluator. */
export class CountedTrials implements Trials {
  readonly #engine: Engine;
  readonly #signal: AbortSignal;
  readonly #begun: number;
  #count = 0;

  constructor(engine: Engine, signal: AbortSignal) {
    this.#engine = engine;
    this.#signal = signal;
    this.#begun = engine.clock.now();
  }

  /** How many programs were scored. */
  get count(): number {
    return this.#count;
  }

  get left(): number {
    return this.#engine.clock.since(this.#begun) < bound.milliseconds ? bound.programs - this.#count : 0;
  }

  async score(programs: readonly Files[]): Promise<readonly number[]> {
    const allowed = programs.slice(0, this.left);
    this.#count += allowed.length;
    const scored = await Promise.all(allowed.map((files) => this.#engine.evaluator.evaluate(files, this.#signal)));
    return programs.map((_, index) => {
      const evaluation = scored[index];
      return evaluation?.status === 'scored' ? evaluation.score : Number.NaN;
    });
  }
}
