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

  get tokens(): number {
    return this.#tokens;
  }

  /** What is shown of it. */
  get facts() {
    return { attempts: this.#attempts, gains: this.#gains, rate: this.rate };
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
    return this.rateAt(0);
  }

  /** The same, where an attempt is believed to take `usual` tokens before there was one. */
  rateAt(usual: number): { readonly low: number; readonly high: number } {
    const { low, high } = shareInterval(this.#gains, this.#attempts);
    const tokens = this.#attempts > 0 ? this.#tokens / this.#attempts : usual;
    const each = Math.max(1, tokens) / 1000;
    return { low: low / each, high: high / each };
  }
}
