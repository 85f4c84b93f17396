import { shareInterval } from '../interval.ts';

/** Attempts of one kind: how many of them gained, and what all of them cost. */
export class Payoff {
  #attempts = 0;
  #gains = 0;
  #tokens = 0;

  get attempts(): number {
    return this.#attempts;
  }

  get gains(): number {
    return this.#gains;
  }

  tell(gained: boolean, tokens: number): void {
    this.#attempts++;
    if (gained) this.#gains++;
    this.#tokens += tokens;
  }

  /** Adds tokens that were spent for attempts of this kind, but not by one of them. */
  charge(tokens: number): void {
    this.#tokens += tokens;
  }

  /** Gains for a thousand tokens, within an interval of 90 %. */
  get rate(): { readonly low: number; readonly high: number } {
    const { low, high } = shareInterval(this.#gains, this.#attempts);
    const each = Math.max(1, this.#tokens / Math.max(1, this.#attempts)) / 1000;
    return { low: low / each, high: high / each };
  }
}
