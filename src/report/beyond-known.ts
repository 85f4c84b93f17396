import { type Direction, fitnessOf } from '../api/direction.ts';

/** How much better than a published value, relative to it, a score may be by the digits that were left out there. */
const roundedAway = 1e-6;

/** What to say of a score that beats what is known from elsewhere; empty where it does not. Mostly the evaluator has a hole. */
export function beyondKnown(direction: Direction, score: number, known: number | undefined): string {
  const isBeyond = known !== undefined && fitnessOf(direction, score - known) > roundedAway * Math.abs(known);
  return isBeyond ? `${direction === 'max' ? 'above' : 'below'} the best known: check it independently` : '';
}
