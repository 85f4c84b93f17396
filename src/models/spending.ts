import type { Exchange } from '../api/attempt.ts';
import { formatDollars } from '../format.ts';
import type { Called } from './server.ts';
import type { ModelSettings } from './settings.ts';

/** Use by calls of a model. Tokens are counted in whole numbers, so that money does not depend on their order. */
interface Usage {
  readonly promptTokens: number;
  readonly answerTokens: number;
  readonly calls: number;
  readonly seconds: number;
}

interface SpendingLimits {
  readonly maxTokens?: number | undefined;
  readonly maxCalls?: number | undefined;
  readonly maxSeconds?: number | undefined;
  /** US dollars. */
  readonly maxMoney?: number | undefined;
}

type Price = NonNullable<ModelSettings['price']>;
type CallUsage = Pick<Exchange, 'tokens' | 'retried' | 'milliseconds'>;

const unused: Usage = { promptTokens: 0, answerTokens: 0, calls: 0, seconds: 0 };

/**
 * Use of a model in all sessions of a run, and its limits. `used`, `money`, `spent` and `text` are functions
 * of the recorded attempts, so that a resumed run and a replay agree with the first one.
 */
export class Spending {
  readonly #limits: SpendingLimits;
  readonly #price: Price | undefined;
  #recorded = unused;
  /** Of calls whose attempts were not told yet. */
  #pending = unused;

  constructor(settings: Pick<ModelSettings, 'tokens' | 'calls' | 'asking' | 'money' | 'price'>) {
    const { tokens, calls, asking, money, price } = settings;
    this.#limits = { maxTokens: tokens, maxCalls: calls, maxSeconds: asking, maxMoney: money };
    this.#price = price;
  }

  /** A call has ended. */
  called({ result, retried }: Called): void {
    this.#pending = plus(this.#pending, usageOf({ ...result, retried }), 1);
  }

  /** An attempt was told, with its calls. */
  tell(exchanges: readonly Exchange[]): void {
    for (const usage of exchanges.map(usageOf)) {
      this.#recorded = plus(this.#recorded, usage, 1);
      this.#pending = plus(this.#pending, usage, -1);
    }
  }

  /** Calls include repeated ones. Deterministic runs record no seconds. */
  get used() {
    const { calls, seconds } = this.#recorded;
    return { tokens: usedTokens(this.#recorded), calls, seconds, money: this.money };
  }

  /** US dollars; undefined where the model has no price. */
  get money(): number | undefined {
    return this.#price && moneyOf(this.#recorded, this.#price);
  }

  /** Whether the recorded attempts have reached a limit. */
  get spent(): boolean {
    return this.#reachLimit(this.#recorded);
  }

  /** Whether all calls so far have reached a limit, so that no further conversation may begin. */
  get exhausted(): boolean {
    return this.#reachLimit(plus(this.#recorded, this.#pending, 1));
  }

  /** The use of each limit, such as `812 of 1000 tokens, $0.42 of $5`; money is shown without a limit too. */
  get text(): string {
    const { maxTokens, maxCalls, maxSeconds, maxMoney } = this.#limits;
    const { tokens, calls, seconds, money } = this.used;
    const parts = [
      maxTokens !== undefined && `${tokens} of ${maxTokens} tokens`,
      maxCalls !== undefined && `${calls} of ${maxCalls} calls`,
      maxSeconds !== undefined && `${Math.round(seconds)} of ${maxSeconds} s of calls`,
      money !== undefined && formatDollars(money) + (maxMoney === undefined ? '' : ` of ${formatDollars(maxMoney)}`),
    ];
    return `${parts.filter(Boolean).join(', ')}${this.spent ? ': spent' : ''}`;
  }

  #reachLimit(usage: Usage): boolean {
    const { maxTokens = Infinity, maxCalls = Infinity, maxSeconds = Infinity, maxMoney = Infinity } = this.#limits;
    return (
      usedTokens(usage) >= maxTokens ||
      usage.calls >= maxCalls ||
      usage.seconds >= maxSeconds ||
      (this.#price !== undefined && moneyOf(usage, this.#price) >= maxMoney)
    );
  }
}

function usageOf({ tokens, retried = [], milliseconds = 0 }: CallUsage): Usage {
  return {
    promptTokens: tokens.prompt,
    answerTokens: tokens.answer,
    calls: 1 + retried.length,
    seconds: milliseconds / 1000,
  };
}

function plus(a: Usage, b: Usage, sign: 1 | -1): Usage {
  const sum = (name: keyof Usage) => Math.max(0, a[name] + sign * b[name]);
  return {
    promptTokens: sum('promptTokens'),
    answerTokens: sum('answerTokens'),
    calls: sum('calls'),
    seconds: sum('seconds'),
  };
}

const usedTokens = ({ promptTokens, answerTokens }: Usage) => promptTokens + answerTokens;

/** Prices are for a million tokens. */
const moneyOf = ({ promptTokens, answerTokens }: Usage, { prompt, answer }: Price) =>
  (promptTokens * prompt + answerTokens * answer) / 1e6;
