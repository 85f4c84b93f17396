import type { Learner, Recorded } from '../api/attempt.ts';

/** A person's sentence for the models. */
export interface Hint {
  /** The attempt that added it. */
  readonly number: number;
  readonly text: string;
}

/** The hints in force, the oldest first. */
export class Hints implements Learner {
  #all: readonly Hint[] = [];

  get all(): readonly Hint[] {
    return this.#all;
  }

  tell({ attempt }: Recorded): void {
    if (attempt.kind !== 'reflection') return;
    const { number, delta } = attempt;
    if (delta.remove !== undefined) this.#all = this.#all.filter((hint) => hint.number !== delta.remove);
    if (delta.hint !== undefined) this.#all = [...this.#all, { number, text: delta.hint }];
  }
}
