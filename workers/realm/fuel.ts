import { outOfFuel } from './failure.ts';

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
  /** Books what a call spent; true if it ran out. */
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
    fill: () => ({ left: most, end }),
    isEmpty(fuel) {
      spent += most - fuel.left;
      return fuel.left < 0;
    },
    spent: () => spent,
  };
}

function end(): never {
  throw outOfFuel;
}
