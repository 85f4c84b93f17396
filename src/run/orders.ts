import type { Order } from '../api/attempt.ts';
import { UsageError } from '../api/errors.ts';
import type { Extension, Limits } from '../api/limits.ts';

/** What people told the search of a run: its limits, as they are now, and whether it shall end. */
export class Orders {
  readonly #listeners = new Set<() => void>();
  #limits: Limits;
  #isStopped = false;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get limits(): Limits {
    return this.#limits;
  }

  /** Whether the search of this session was told to end. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Takes an order of an earlier session from the record: that search has ended. */
  restore(order: Order): void {
    if ('limits' in order) this.#limits = { ...this.#limits, ...order.limits };
  }

  obey(order: Order): void {
    this.restore(order);
    if ('stop' in order) this.#isStopped = true;
    for (const listener of this.#listeners) listener();
  }

  /** Limits of the command that opened the run, which count more than what was ordered before. */
  begin(limits: Limits): void {
    this.#limits = { ...this.#limits, ...limits };
  }

  /** Calls back after each order. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}

const names: Readonly<Record<keyof Extension, string>> = {
  ...{ attempts: 'number of attempts', evaluations: 'number of evaluations', milliseconds: 'time', money: 'cost' },
};

/** The limits that are new when a search may take so much more. @throws {UsageError} where it has no such limit. */
export function extended(limits: Limits, more: Extension): Limits {
  const wanted = Object.entries(more).filter(([, amount]) => amount !== undefined) as [keyof Extension, number][];
  return Object.assign({}, ...wanted.map(([name, amount]) => extendedBy(limits, name, amount)));
}

function extendedBy(limits: Limits, name: keyof Extension, amount: number): Limits {
  const kinds = name === 'milliseconds' ? (['milliseconds', 'until'] as const) : [name];
  const known = kinds.flatMap((kind) => (limits[kind] === undefined ? [] : [[kind, limits[kind] + amount] as const]));
  if (known.length > 0) return Object.fromEntries(known);
  throw new UsageError(`The ${names[name]} of this search is not limited, so there is nothing to extend.`);
}
