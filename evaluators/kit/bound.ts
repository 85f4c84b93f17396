/**
 * Stops on a score above a proven bound: that is not a record but a bug of the evaluator. `source` says who proved it.
 *
 * @throws {Error} when the score is above the bound.
 */
export function checkBound(score: number, bound: number, source: string): void {
  if (score > bound)
    throw new Error(`the score ${score} is beyond the proven bound ${bound} (${source}): a bug of the evaluator`);
}
