import { childOf, type Learner, type Recorded } from '../api/attempt.ts';

/** Which attempt made a program first. */
export class Seen implements Learner {
  readonly #first = new Map<string, { readonly number: number; readonly told: number }>();
  #told = 0;

  /** The attempt that made a program with this key first, if it was among the first `told`. */
  find(key: string, told = this.#told): number | undefined {
    const twin = this.#first.get(key);
    return twin && twin.told <= told ? twin.number : undefined;
  }

  tell({ attempt }: Recorded): void {
    this.#told++;
    const child = childOf(attempt);
    if (child && !this.#first.has(child.key)) this.#first.set(child.key, { number: attempt.number, told: this.#told });
  }
}
