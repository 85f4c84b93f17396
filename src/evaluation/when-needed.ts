import type { EvaluatorPool } from '../api/evaluation.ts';

/** A pool that is opened when the first program comes. Where that fails, the next program tries again. */
export function whenNeeded(open: () => Promise<EvaluatorPool>): EvaluatorPool {
  let opening: Promise<EvaluatorPool> | undefined;
  const opened = () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    evaluate: async (...asked) => (await opened()).evaluate(...asked),
    glance: async (...asked) => (await opened()).glance(...asked),
    close: async () => (await opening)?.close(),
  };
}
