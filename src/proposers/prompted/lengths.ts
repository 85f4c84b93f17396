import type { Exchange } from '../../api/attempt.ts';

/** Weight of the earlier answers after each further one. */
const decay = 0.9;

/** How long one model's answers are; a function of the told attempts. */
export class Lengths {
  #mean: number | undefined;

  /** Tokens of an answer, thinking included; undefined before the first one. */
  get mean(): number | undefined {
    return this.#mean;
  }

  tell(exchanges: readonly Exchange[]): void {
    for (const { failure, tokens } of exchanges)
      if (!failure) this.#mean = decay * (this.#mean ?? tokens.answer) + (1 - decay) * tokens.answer;
  }
}
