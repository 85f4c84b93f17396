import { type Attempt, isExternal } from '../api/attempt.ts';

/**
 * Which idea a candidate carries: that of its nearest ancestor, itself included, that a model or somebody outside wrote
 * or that the run began with. An idea has the number of the candidate that it began as. Twins
 * are one idea.
 */
export class Ideas {
  readonly #ideas: number[] = [];
  readonly #asked = new Map<number, number>();

  of(candidate: number): number {
    return this.#ideas[candidate] ?? candidate;
  }

  /** How often models were asked to change a candidate with the same idea. */
  asked(candidate: number): number {
    return this.#asked.get(this.of(candidate)) ?? 0;
  }

  tell(attempt: Attempt): void {
    if (attempt.kind !== 'proposal') return;
    const { number, drawn, proposal } = attempt;
    const idea = this.of(drawn.parent);
    if (proposal.model !== undefined) this.#asked.set(idea, this.asked(idea) + 1);
    else if (!isExternal(attempt)) this.#ideas[number] = idea;
    if (proposal.twin !== undefined) this.#ideas[number] = this.of(proposal.twin);
  }
}
