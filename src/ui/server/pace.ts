import { type Learner, type Recorded, tokensOf } from '../../api/attempt.ts';
import type { Pace } from '../protocol.ts';

/** Milliseconds of the run that the pace covers. */
const span = 30_000;

interface Reading {
  readonly at: number;
  readonly tokens: number;
  readonly propose: number;
  readonly evaluate: number;
}

/** The pace of a run, from its latest attempts. */
export class Pacer implements Learner {
  #moments: Reading[] = [];

  tell({ attempt }: Recorded): void {
    this.#moments.push({ at: attempt.at, tokens: tokensOf(attempt), ...attempt.cost });
    // Old moments are dropped now and then, not at each attempt.
    if (this.#moments.length % 1024 === 0) this.#moments = this.#recent();
  }

  get pace(): Pace {
    const recent = this.#recent();
    const milliseconds = (recent.at(-1)?.at ?? 0) - (recent[0]?.at ?? 0);
    const share = (part: (moment: Reading) => number, unit: number) =>
      milliseconds > 0 ? (unit * recent.slice(1).reduce((sum, moment) => sum + part(moment), 0)) / milliseconds : 0;
    return {
      attemptsPerSecond: share(() => 1, 1000),
      tokensPerSecond: share(({ tokens }) => tokens, 1000),
      proposing: share(({ propose }) => propose, 1),
      evaluating: share(({ evaluate }) => evaluate, 1),
    };
  }

  #recent(): Reading[] {
    const last = this.#moments.at(-1)?.at ?? 0;
    return this.#moments.filter(({ at }) => at >= last - span);
  }
}
