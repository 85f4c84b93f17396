import type { Files } from '../api/program.ts';
import type { Trials } from '../api/proposer.ts';
import type { Engine } from './engine.ts';

/** How long one attempt may go on with trials, in milliseconds by the run's clock. */
const longest = 10_000;

/** Programs that one attempt may score: few at first, so that searches cannot use up a short run, more in a long one. */
function programsAfter(told: number): number {
  return Math.min(2000, 32 + Math.floor(told / 4));
}

/** Trials of one attempt, in the run's own evaluator. */
export class CountedTrials implements Trials {
  readonly #engine: Engine;
  readonly #signal: AbortSignal;
  readonly #begun: number;
  readonly #most: number;
  #count = 0;
  #milliseconds = 0;

  constructor(engine: Engine, signal: AbortSignal) {
    this.#engine = engine;
    this.#signal = signal;
    this.#begun = engine.clock.now();
    this.#most = programsAfter(engine.population.told);
  }

  /** How many programs were scored. */
  get count(): number {
    return this.#count;
  }

  get left(): number {
    return this.#engine.clock.since(this.#begun) < longest ? this.#most - this.#count : 0;
  }

  /** What they took one by one, each with its waiting: as long as if each had been an attempt of its own. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** No more at once than there are attempts under way, so that a search does not keep the others waiting. */
  async score(programs: readonly Files[]): Promise<readonly number[]> {
    const scores: number[] = [];
    for (let at = 0; at < programs.length && this.left > 0; at += this.#engine.lanes) {
      const some = programs.slice(at, at + Math.min(this.#engine.lanes, this.left));
      this.#count += some.length;
      scores.push(...(await Promise.all(some.map((files) => this.#scoreOne(files)))));
    }
    return programs.map((_, index) => scores[index] ?? Number.NaN);
  }

  async #scoreOne(files: Files): Promise<number> {
    const begun = this.#engine.clock.now();
    const evaluation = await this.#engine.evaluator.evaluate(files, this.#signal);
    this.#milliseconds += this.#engine.clock.since(begun);
    return evaluation.status === 'scored' ? evaluation.score : Number.NaN;
  }
}
