import type { Exchange } from '../api/attempt.ts';
import type { Called } from './server.ts';
import type { ModelSettings } from './settings.ts';

interface Use {
  readonly tokens: number;
  readonly calls: number;
  readonly seconds: number;
}

type Limits = Pick<ModelSettings, 'tokens' | 'calls' | 'asking'>;

/** What a model was asked for in all sessions of a run, and what it may be asked for. */
export class Spending {
  readonly #limits: Limits;
  #told: Use = { tokens: 0, calls: 0, seconds: 0 };
  /** Of calls whose attempts were not told yet. */
  #ahead = this.#told;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** A call has ended. */
  called({ result, retried }: Called): void {
    this.#ahead = plus(this.#ahead, useOf({ ...result, retried }), 1);
  }

  /** An attempt was told, with its calls. */
  tell(exchanges: readonly Exchange[]): void {
    for (const use of exchanges.map(useOf)) {
      this.#told = plus(this.#told, use, 1);
      this.#ahead = plus(this.#ahead, use, -1);
    }
  }

  /** By the attempts that were told; calls include those that were tried again. Deterministic runs know no seconds. */
  get used(): Use {
    return this.#told;
  }

  /** Whether a limit is reached by the attempts that were told: a function of the record. */
  get spent(): boolean {
    return partsOf(this.#told, this.#limits).some(([used, limit]) => used >= limit);
  }

  /** Whether a limit is reached by the calls that were made, so that no further conversation may begin. */
  get exhausted(): boolean {
    return partsOf(plus(this.#told, this.#ahead, 1), this.#limits).some(([used, limit]) => used >= limit);
  }

  /** What is used of each limit, such as `812 of 1000 tokens`; empty where there is none. */
  get text(): string {
    const parts = partsOf(this.#told, this.#limits).map(
      ([used, limit, unit]) => `${Math.round(used)} of ${limit} ${unit}`,
    );
    return `${parts.join(', ')}${this.spent ? ': spent' : ''}`;
  }
}

function useOf({ tokens, retried = [], milliseconds = 0 }: Pick<Exchange, 'tokens' | 'retried' | 'milliseconds'>): Use {
  return { tokens: tokens.prompt + tokens.answer, calls: 1 + retried.length, seconds: milliseconds / 1000 };
}

function plus(a: Use, b: Use, sign: 1 | -1): Use {
  const sum = (name: keyof Use) => Math.max(0, a[name] + sign * b[name]);
  return { tokens: sum('tokens'), calls: sum('calls'), seconds: sum('seconds') };
}

/** What is used, its limit and its unit, for each limit that there is. */
function partsOf(use: Use, { tokens, calls, asking }: Limits): readonly (readonly [number, number, string])[] {
  const all = [
    [use.tokens, tokens, 'tokens'],
    [use.calls, calls, 'calls'],
    [use.seconds, asking, 's of asking'],
  ] as const;
  return all.flatMap(([used, limit, unit]) => (limit === undefined ? [] : [[used, limit, unit] as const]));
}
