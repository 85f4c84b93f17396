import type { Exchange } from '../../api/attempt.ts';

/** Weight of what is earlier after each further one. */
const decay = 0.97;
/** How often a program that failed is sent back although that has not paid. */
const retryShare = 0.1;
/** What is believed at first: a repair succeeds as often as a new question, and it takes some failures to think otherwise. */
const priors = { questions: { passed: 1, all: 2 }, repairs: { passed: 2, all: 4 } };

interface Tally {
  passed: number;
  all: number;
}

/**
 * Whether it pays to send one model a program back that fails when it is run: small models repeat it, and a new question
 * does more. A function of the told attempts.
 */
export class Rescues {
  readonly #questions: Tally = { passed: 0, all: 0 };
  readonly #repairs: Tally = { passed: 0, all: 0 };

  tell(exchanges: readonly Exchange[]): void {
    for (const [index, { failure, gate }] of exchanges.entries()) {
      if (failure) continue;
      const before = exchanges[index - 1];
      if (!before) count(this.#questions, gate);
      else if (hasFailed(before.gate)) count(this.#repairs, gate);
    }
  }

  /** `draw` is a random number from 0 to 1. */
  pays(draw: number): boolean {
    const rates = { questions: rate(this.#questions, priors.questions), repairs: rate(this.#repairs, priors.repairs) };
    return rates.repairs >= rates.questions || draw < retryShare;
  }
}

/** Whether the program of an answer could be read, and failed when it was run. */
export const hasFailed = (gate: Exchange['gate']) => gate?.name === 'run' || gate?.name === 'types';

function count(tally: Tally, gate: Exchange['gate']): void {
  tally.all = tally.all * decay + 1;
  tally.passed = tally.passed * decay + (gate ? 0 : 1);
}

function rate(tally: Tally, prior: Tally): number {
  return (tally.passed + prior.passed) / (tally.all + prior.all);
}
