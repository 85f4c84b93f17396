import type { Immigrant } from '../api/attempt.ts';

/** Programs of other populations that wait to be evaluated. */
export interface Arrivals {
  /** Takes the next one; undefined where none waits. */
  next(): Immigrant | undefined;
  /** Calls back whenever some have arrived. */
  onChange(listener: () => void): Disposable;
}
