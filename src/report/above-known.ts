/** How much more than a published value, relative to it, may come from the digits that were left out there. */
const roundedAway = 1e-6;

/** A warning about a score that beats the published best, which mostly means a hole in the evaluator; empty otherwise. */
export function aboveKnown(score: number, known: number | undefined): string {
  const isAbove = known !== undefined && score > known + roundedAway * Math.abs(known);
  return isAbove ? 'above the best known: check it independently' : '';
}
