/**
 * Stops on a score above a proven bound: that is not a record but a bug of the evaluator. `source` says who proved it.
 *
 * @throws {Error} when the score is above the bound.
 */
export function checkUpperBound(score: number, bound: number, source: string): void {
  if (score > bound) throw bug(`the score ${score} is above the proven bound ${bound}`, source);
}

/**
 * Stops on a score below a proven bound, where lower scores are better.
 *
 * @throws {Error} when the score, or a part of it, is below the bound.
 */
export function checkLowerBound(score: number, bound: number, source: string): void {
  if (score < bound) throw bug(`the score ${score} is below the proven bound ${bound}`, source);
}

function bug(what: string, source: string): Error {
  return new Error(`${what} (${source}): a bug of the evaluator`);
}
