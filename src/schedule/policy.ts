import type { Ending } from './budget.ts';

/** How the attempts of a search follow one another: free-running, or in lockstep. */
export interface Policy {
  /** Whether attempt `number` may be asked for; `underway` counts attempts without those of models that have a seat. */
  mayAsk(number: number, at: { readonly told: number; readonly underway: number }): boolean;
  /** Causes of which attempt `number` may not be, where attempts of the causes `underway` are. */
  waiting(number: number, underway: ReadonlySet<string>): ReadonlySet<string>;
  /** How many told attempts an attempt with this watermark is compared with; all where undefined. */
  horizon(watermark: number): number | undefined;
  /** Which of the attempts that have landed is told next; `underway` is in the order in which they were asked for. */
  next(underway: Iterable<number>, landed: ReadonlyMap<number, unknown>): number | undefined;
  /** Whether attempts are told strictly in turn, so that nothing after a dropped one can be told. */
  readonly inTurn: boolean;
  /** Whether models that are still thinking are left behind. */
  leavesModels(ending: Ending): boolean;
}
