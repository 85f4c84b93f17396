/** The run's clock, in milliseconds since the run began; it stands still while the run is stopped. */
export interface Clock {
  now(): number;
  /** Milliseconds since an earlier `now()`. */
  since(mark: number): number;
  /** The time an attempt is stamped with when it is recorded. */
  stamp(number: number): number;
}

/** Real time, going on from where an earlier session stopped. */
export function realClock(elapsed: number): Clock {
  const origin = performance.now() - elapsed;
  const now = () => Math.round(performance.now() - origin);
  return { now, since: (mark) => now() - mark, stamp: now };
}

/** For deterministic runs: every attempt takes a second, every step of it a millisecond. */
export function virtualClock(): Clock {
  return { now: () => 0, since: () => 1, stamp: (number) => number * 1000 };
}
