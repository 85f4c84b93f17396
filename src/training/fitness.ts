import { type Direction, fitnessOf } from '../api/direction.ts';

/** A score turned so that more is better; -Infinity without one. */
export function fitnessIn(direction: Direction, score: number | undefined): number {
  return score === undefined ? Number.NEGATIVE_INFINITY : fitnessOf(direction, score);
}

/** Compares for a descending order; two infinities are equal. */
export function descending(a: number, b: number): number {
  return a === b ? 0 : b > a ? 1 : -1;
}
