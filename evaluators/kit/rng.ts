import { hash } from 'node:crypto';

/** A stream of whole numbers in [0, 2 ** 32). */
export type Words = () => number;

/**
 * Seeded 32-bit words (mulberry32, T. Ettinger), made by integer operations only, so that every engine returns the
 * same. It is short because a drive, which cannot import, may hold a copy.
 */
export function words(seed: number): Words {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** The next whole number from `low` to `high`, both included. */
export function between(next: Words, low: number, high: number): number {
  return low + (next() % (high - low + 1));
}

/** The next double in [-1, 1), a multiple of 2 ** -31. */
export function signedUnit(next: Words): number {
  return next() / 2 ** 31 - 1;
}

/**
 * Whole 32-bit seeds that do not follow from one another: SHA-256 of the seed, a counter and a purpose. A candidate
 * that saw inputs made from some of them cannot compute the others without guessing the run's seed. A run draws its
 * seed from 2 ** 31; a chosen one, as in `--seed 1`, is easy to guess. Use them for inputs of timed stages, where work
 * done ahead would look like speed.
 */
export function unrelatedSeeds(seed: number, count: number, purpose = ''): number[] {
  return Array.from(
    { length: count },
    (_, index) => Number.parseInt(hash('sha256', `${seed} ${index}${purpose}`).slice(0, 8), 16) | 0,
  );
}

/** Words that do not follow from other words or seeds made for other purposes (see `unrelatedSeeds`). */
export function unrelatedWords(seed: number, purpose: string): Words {
  return words(unrelatedSeeds(seed, 1, purpose)[0]!);
}
