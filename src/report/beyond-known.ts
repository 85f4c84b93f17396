import { type Direction, fitnessOf } from '../api/direction.ts';

/** How much better than a published value, relative to it, a score may be by the digits that were left out there. */
const roundedAway = 1e-6;

/** A warning about a score that beats the published best, which mostly means a hole in the evaluator; empty otherwise. */
export function beyondKnown(direction: Direction, score: number, known: number | undefined): string {
  const isBeyond = known !== undefined && fitnessOf(direction, score - known) > roundedAway * Math.abs(known);
  return isBeyond ? `${direction === 'max' ? 'above' : 'below'} the best known: check it independently` : '';
}
