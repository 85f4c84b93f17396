/** Relative difference to a published value that its rounding may explain. */
const roundedAway = 1e-6;

/** A warning if a score is above the best known, which usually means a hole in the evaluator; empty otherwise. */
export function aboveKnown(score: number, known: number | undefined): string {
  const isAbove = known !== undefined && score > known + roundedAway * Math.abs(known);
  return isAbove ? 'above the best known: check it independently' : '';
}
