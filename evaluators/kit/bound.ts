/**
 * A score that beats what is proven to be impossible is no record but a bug of the evaluator, and must stop there.
 *
 * @throws {Error} when the score is above the bound; `source` says who proved it.
 */
export function checkBound(score: number, bound: number, source: string): void {
  if (score > bound)
    throw new Error(
      `the score ${score} is beyond ${bound}, which is proven to be impossible (${source}): a bug of the evaluator`,
    );
}
