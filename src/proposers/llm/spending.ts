import type { Attempt } from '../../api/attempt.ts';

import type { ModelSettings } from './settings.ts';

/** What a model was asked for in all sessions of a run, by its attempts, and what it may be asked for. */
export class Spending {
  tokens = 0;
  /** Calls, those included that were tried again. */
  calls = 0;
  /** Seconds of asking; 0 in deterministic runs, which know no durations. */
  seconds = 0;
  readonly #limits: Pick<ModelSettings, 'tokens' | 'calls' | 'asking'>;

  constructor(limits: Pick<ModelSettings, 'tokens' | 'calls' | 'asking'>) {
    this.#limits = limits;
  }

  tell({ exchanges = [] }: Attempt): void {
    for (const { tokens, retried = [], milliseconds = 0 } of exchanges) {
      this.tokens += tokens.prompt + tokens.answer;
      this.calls += 1 + retried.length;
      this.seconds += milliseconds / 1000;
    }
  }

  /** Whether one of the limits is reached, so that the model is asked no more. */
  get spent(): boolean {
    return this.#parts().some(([used, limit]) => used >= limit);
  }

  /** What is used of each limit, such as `812 of 1000 tokens`; empty where there is none. */
  get text(): string {
    const parts = this.#parts().map(([used, limit, unit]) => `${Math.round(used)} of ${limit} ${unit}`);
    return `${parts.join(', ')}${this.spent ? ': spent' : ''}`;
  }

  #parts(): readonly (readonly [number, number, string])[] {
    const { tokens, calls, asking } = this.#limits;
    const all = [
      [this.tokens, tokens, 'tokens'],
      [this.calls, calls, 'calls'],
      [this.seconds, asking, 's of asking'],
    ] as const;
    return all.flatMap(([used, limit, unit]) => (limit === undefined ? [] : [[used, limit, unit] as const]));
  }
}
