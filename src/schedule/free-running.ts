import type { Policy } from './policy.ts';

/** Attempts are told as they finish; `lanes()` of them are under way at once, beside those of models that have a seat. */
export function freeRunning(lanes: () => number): Policy {
  return {
    mayAsk: (_, { underway }) => underway < lanes(),
    waiting: (_, underway) => underway, // a duty takes as long as many attempts
    horizon: () => undefined,
    next: (_, landed) => landed.keys().next().value,
    inTurn: false,
    leavesModels: (ending) => ending === 'interrupted' || ending === 'time' || ending === 'target',
  };
}
