import { type Exchange, exchangesOf, type Learner, type Recorded } from '../api/attempt.ts';

/** The cost of a run. */
export interface Cost {
  /** Time of the run's own clock, in milliseconds. */
  milliseconds: number;
  /** Seconds, summed over concurrent attempts. */
  proposing: number;
  evaluating: number;
  auditing: number;
  /** Programs that tuners scored. */
  trials: number;
  calls: number;
  failedCalls: number;
  promptTokens: number;
  answerTokens: number;
}

/** Adds up the cost of attempts. */
export class CostSum implements Learner {
  /** Times are in milliseconds, so that sums are exact. */
  readonly #cost: Cost = {
    ...{ milliseconds: 0, proposing: 0, evaluating: 0, auditing: 0, trials: 0 },
    ...{ calls: 0, failedCalls: 0, promptTokens: 0, answerTokens: 0 },
  };

  get cost(): Readonly<Cost> {
    const { proposing, evaluating, auditing, ...rest } = this.#cost;
    return { ...rest, proposing: proposing / 1000, evaluating: evaluating / 1000, auditing: auditing / 1000 };
  }

  tell({ attempt }: Recorded): void {
    const { at, cost } = attempt;
    this.#cost.milliseconds = at;
    this.#cost.proposing += cost.propose;
    this.#cost[attempt.kind === 'audit' ? 'auditing' : 'evaluating'] += cost.evaluate;
    if (attempt.kind === 'proposal') this.#cost.trials += attempt.proposal.trials ?? 0;
    for (const exchange of exchangesOf(attempt)) this.#call(exchange);
  }

  #call({ tokens, failure }: Exchange): void {
    this.#cost.calls++;
    if (failure) this.#cost.failedCalls++;
    this.#cost.promptTokens += tokens.prompt;
    this.#cost.answerTokens += tokens.answer;
  }
}
