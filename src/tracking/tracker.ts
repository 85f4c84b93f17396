import type { Attempt, TellResult } from '../api/attempt.ts';
import { plainLine } from '../plain.ts';
import { summaryOf } from '../record/codec.ts';
import type { Comparison } from '../report/comparison.ts';
import type { Reporter } from '../run/engine.ts';
import type { Run } from '../run/run.ts';
import type { Ending } from '../schedule/budget.ts';
import { Delivery, usualPace } from './delivery.ts';
import type { Described } from './describe-run.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { Mlflow, Texts } from './mlflow.ts';

/** Milliseconds from one point of the curves to the next; a new best score is a point of its own. */
const interval = 15_000;
/** Characters of a tag, at most. */
const longest = 500;

/** Keeps the run of a tracking server up to date while the search goes on. */
export class Tracker implements Reporter {
  readonly #run: Run;
  readonly #delivery: Delivery;
  #added = 0;
  #best: number | undefined;

  constructor(run: Run, described: Described, server: Mlflow, complain: (text: string) => void, pace = usualPace) {
    this.#run = run;
    this.#delivery = new Delivery(server, described, complain, pace);
    this.#add(described.figures);
  }

  attempted(attempt: Attempt, { improvedChampion }: TellResult): void {
    const isDue = performance.now() - this.#added >= interval;
    const { champion } = this.#run.state.population;
    if (isDue || champion?.score !== this.#best) this.#add({}, improvedChampion ? describeBest(attempt) : {});
  }

  /** Resolves when the server has everything, or has had its time for that. */
  async ended({ ending, comparison }: { readonly ending: Ending; readonly comparison?: Comparison | undefined }) {
    const { heldBack } = comparison?.winner ?? {};
    this.#add(heldBack ? { held_back_score: heldBack.score, held_back_initial_score: heldBack.initial } : {});
    await this.#delivery.end(ending === 'interrupted' ? 'KILLED' : 'FINISHED');
  }

  /** The machine ended the run. */
  async failed(): Promise<void> {
    this.#add();
    await this.#delivery.end('FAILED');
  }

  #add(more: Figures = {}, tags: Texts = {}): void {
    const { population, effort } = this.#run.state;
    this.#added = performance.now();
    this.#best = population.champion?.score;
    const values = { ...figuresOf(this.#run), ...more };
    this.#delivery.add({ timestamp: Date.now(), step: effort.attempts, values }, tags);
  }
}

function describeBest(attempt: Attempt): Texts {
  return { 'germline.best': plainLine(`#${attempt.number}: ${summaryOf(attempt)}`).slice(0, longest) };
}
