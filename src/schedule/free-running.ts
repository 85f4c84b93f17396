import type { Engine } from '../run/engine.ts';
import type { Policy } from './policy.ts';

/** Attempts are told as they finish. Where operators propose, the engine's lanes are full, beside attempts of models that have a seat. */
export function freeRunning(engine: Pick<Engine, 'state' | 'lanes'>): Policy {
  return {
    mayAsk: (_, { underway }) => engine.state.proposers.size > 0 && underway < engine.lanes,
    waiting: (_, underway) => underway, // a duty takes as long as many attempts
    horizon: () => undefined,
    next: (_, landed) => landed.keys().next().value,
    inTurn: false,
    leavesModels: (ending) => ending === 'interrupted' || ending === 'time' || ending === 'target',
  };
}
