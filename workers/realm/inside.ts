import type { Drive, Load } from './candidate.ts';
import { ownChance } from './chance.ts';
import { stopClock } from './date.ts';
import { openEvidence } from './evidence.ts';
import { attempt, Unfit } from './failure.ts';
import { openTank } from './fuel.ts';
import { removeGlobals } from './globals.ts';
import { freeze, parse } from './intrinsics.ts';
import { allowUsualOverriding } from './overriding.ts';
import { openSessions, type Sessions } from './session.ts';
import { ownSymbols } from './symbols.ts';
import { watch } from './watch.ts';

/**
 * What the thread holds of a realm. Only numbers, strings and the realm's own functions go in; only strings come out:
 * the empty string for success, otherwise `T` and why it threw, `L` for too much evidence, or `F` for out of fuel.
 */
export interface Inside extends Sessions {
  /**
   * Sets how many characters of evidence the stage may return, and how many operations each call of the drive may take.
   */
  limit(characters: number, operations?: number): void;
  /**
   * Restarts the realm's `Math.random`. A candidate can recover this state from a few outputs, so it must not reveal
   * the seed.
   */
  reseed(first: number, second: number, third: number): void;
  /** Drives one input and keeps the evidence. */
  drive(load: Load, drive: Drive, input: string): string;
  /** Takes the evidence kept so far, as the text of a JSON array. */
  evidence(): string;
  /** The operations of all calls of the drive so far. */
  operations(): number;
}

/**
 * Prepares a new realm before its intrinsics are frozen and before any candidate: removes all globals that are not
 * listed, and makes time and chance repeatable. The clock stands at `time`, in milliseconds since 1970.
 */
export function prepareRealm(globals: readonly string[], time: number): Inside {
  // V8 runs every regular expression ten times slower where RegExp.prototype is frozen, so it alone is watched instead.
  const isUnchanged = watch(RegExp.prototype);
  removeGlobals(globals);
  stopClock(time);
  ownSymbols();
  const reseed = ownChance();
  allowUsualOverriding();
  const tank = openTank();
  const evidence = openEvidence(() => {
    if (!isUnchanged()) throw new Unfit('TypeError: RegExp.prototype may not be changed');
  });
  const { open, prepare, run, collect } = openSessions(evidence.keep);
  return freeze<Inside>({
    limit(characters, operations = 0) {
      evidence.limit(characters);
      tank.limit(operations);
    },
    reseed,
    drive(load, drive, input) {
      const fuel = tank.fill();
      const failure = attempt(() => evidence.keep(drive(load(fuel), parse(input))));
      // A candidate that caught the end of its fuel is out of fuel all the same, whatever it returned or threw then.
      return tank.isEmpty(fuel) ? 'F' : failure;
    },
    open,
    prepare,
    run,
    collect,
    evidence: evidence.take,
    operations: tank.spent,
  });
}
