/** How much more than a published value, relative to it, may come from the digits that were left out there. */
const roundedAway = 1e-6;

/** What to say of a score that beats what is known from elsewhere; empty where it does not. Mostly the evaluator has a hole. */
export function aboveKnown(score: number, known: number | undefined): string {
  const isAbove = known !== undefined && score > known + roundedAway * Math.abs(known);
  return isAbove ? 'above the best known: check it independently' : '';
}
