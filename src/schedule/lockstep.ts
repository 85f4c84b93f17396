import type { Policy } from './policy.ts';
import { mayAsk } from './window.ts';

const none: ReadonlySet<string> = new Set();
const apart: ReadonlySet<string> = new Set(['tune', 'reflection']);
/** Attempts from one tuning or reflection to the next, at least. */
const usualInterval = 8;

/** Attempts are asked for and told in the order of their numbers, so that the run is a function of its seed. */
export function lockstep(lag: number, initials: number): Policy {
  return {
    mayAsk: (number, { told }) => mayAsk(number, told, lag, initials),
    // What was told decides alone, so attempts under way are kept apart by their numbers.
    waiting: (number) => (number % Math.max(usualInterval, lag) === 0 ? none : apart),
    horizon: (watermark) => watermark,
    next([first]) {
      return first;
    },
    inTurn: true,
    leavesModels: (ending) => ending === 'interrupted', // what is recorded may not depend on how long a model thinks
  };
}
