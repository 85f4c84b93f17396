import type { Elite, Learner, Recorded, TellResult } from '../api/attempt.ts';
import { AnswerCounts } from './answers.ts';
import { CostSum } from './cost.ts';
import { MachineCounts } from './machines.ts';
import { Outcomes } from './outcomes.ts';
import { Proposers } from './proposers.ts';
import { Steps } from './steps.ts';

/** Running counts of a run: the outcomes, proposers and cost of its attempts. */
export class Statistics implements Learner {
  readonly steps = new Steps();
  readonly outcomes = new Outcomes();
  readonly proposers = new Proposers();
  readonly answers = new AnswerCounts();
  readonly machines = new MachineCounts();
  readonly #cost = new CostSum();
  #told = 0;

  /** Attempts of any kind that were told. */
  get told(): number {
    return this.#told;
  }

  get cost() {
    return this.#cost.cost;
  }

  /** The best before the first attempt that is told. */
  begin(champion: Elite): void {
    this.steps.begin(champion);
    this.proposers.begin(champion);
  }

  tell(recorded: Recorded, result: TellResult): void {
    this.#told++;
    const { steps, outcomes, proposers, answers, machines } = this;
    for (const one of [steps, outcomes, proposers, answers, machines, this.#cost]) one.tell(recorded, result);
  }
}
