import type { Run } from '../run/run.ts';
import { maxMilliseconds } from '../run/trials.ts';
import type { Budget } from './budget.ts';

/** Programs that a simplification evaluates, at most (proposers/tuners/simplify.ts). */
const simplifications = 400;
/** Share of the time that the search leaves for what follows it, at most. */
const maxShare = 0.2;

/** About how many milliseconds comparing finalists, simplifying and auditing the winner take, by what the run has taken so far. */
export function closingTime({ state: { effort, duties, simplify }, engine }: Run): number {
  if (!duties.closing(true)) return 0;
  const simplifying = Math.min(maxMilliseconds, (simplifications * effort.evaluationTime) / engine.lanes);
  return duties.auditsLeft * effort.auditTime + (simplify ? simplifying : 0);
}

/**
 * The limits of the search: where time is one, it ends earlier than the run by the time that closing takes. `began` is when
 * the session did, in milliseconds since 1970.
 */
export function searchBudget(budget: Budget, closing: () => number, began: number): Budget {
  const { milliseconds, until } = budget;
  const left = (whole: number) => Math.min(closing(), maxShare * Math.max(0, whole));
  return {
    ...budget,
    milliseconds: milliseconds === undefined ? undefined : milliseconds - left(milliseconds),
    until: until === undefined ? undefined : until - left(until - began),
  };
}
