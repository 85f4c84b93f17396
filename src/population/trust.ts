import type { Elite } from '../api/attempt.ts';
import { median } from '../interval.ts';

/**
 * How far claims are trusted. The best of many measured claims is high by luck as well, so audits confirm a part of its
 * gain; the same part of other claims is then believed. Where scores are no measurements, that is all of it.
 */
export class Trust {
  /** The parts of claimed gains that audits confirmed; whole ones to begin with, so that one bad claim discredits no others. */
  readonly #shares: number[] = [1, 1];
  /** The usual one of them. */
  #share = 1;
  readonly #confirmed = new Set<number>();

  /** Hears of a confirmed audit; all three are fitness. */
  confirm(candidate: number, initial: number, claimed: number, confirmed: number): void {
    this.#confirmed.add(candidate);
    if (claimed <= initial) return;
    this.#shares.push(Math.min(1, Math.max(0, (confirmed - initial) / (claimed - initial))));
    this.#share = median(this.#shares);
  }

  /** The best of ranked candidates: an audited one, unless a claim is better by what is believed of it. */
  best(ranked: readonly Elite[], initial: number): Elite | undefined {
    const [first] = ranked;
    const audited = ranked.find(({ number }) => this.#confirmed.has(number));
    if (!first || !audited) return first;
    return this.#believed(first, initial) >= audited.fitness ? first : audited;
  }

  #believed({ number, fitness }: Elite, initial: number): number {
    const share = this.#confirmed.has(number) ? 1 : this.#share;
    return share === 1 ? fitness : initial + share * (fitness - initial);
  }
}
