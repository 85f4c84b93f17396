import type { Fuel } from './fuel.ts';

/**
 * Loads a fresh copy of the candidate and returns what its entry file exports. A metered candidate counts on the fuel.
 */
export type Load = (fuel?: Fuel) => unknown;

/** A stage's drive: calls what the candidate exports on one input. */
export type Drive = (candidate: unknown, input: unknown) => unknown;
