import { outOfFuel } from './failure.ts';
import { reserve } from './reserve.ts';

/** The budget of one call of the drive: operations, as `src/evaluation/meter.ts` counts them. */
export interface Fuel {
  left: number;
  /** Ends the candidate. If it catches what is thrown, its next loop or call throws again. */
  end(): never;
}

/** The operations of all calls of the drive. */
export interface Tank {
  /** Sets how many operations each call may take. */
  limit(operations: number): void;
  fill(): Fuel;
  /** Books what a call spent; true if that was more than it may take. */
  isEmpty(fuel: Fuel): boolean;
  spent(): number;
}

export function openTank(): Tank {
  let most = 0;
  let spent = 0;
  return {
    limit(operations) {
      most = operations;
    },
    fill: () => ({ left: reserve * most, end }),
    isEmpty(fuel) {
      const used = reserve * most - fuel.left;
      spent += used;
      return used > most;
    },
    spent: () => spent,
  };
}

function end(): never {
  throw outOfFuel;
}
