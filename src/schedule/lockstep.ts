import type { Policy } from './policy.ts';
import { mayAsk } from './window.ts';

const none: ReadonlySet<string> = new Set();

/** Attempts are asked for and told in the order of their numbers, so that the run is a function of its seed. */
export function lockstep(lag: number, initials: number): Policy {
  return {
    mayAsk: (number, { told }) => mayAsk(number, told, lag, initials),
    exclusive: () => none, // what was told decides alone
    horizon: (watermark) => watermark,
    next([first]) {
      return first;
    },
    inTurn: true,
    leavesModels: (ending) => ending === 'interrupted', // what is recorded may not depend on how long a model thinks
  };
}
