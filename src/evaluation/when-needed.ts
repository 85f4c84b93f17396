import type { EvaluatorPool } from '../api/evaluation.ts';
import { whenFirstUsed } from '../when-first-used.ts';

/** A pool that is opened when the first program comes. Where that fails, the next program tries again. */
export function whenNeeded(open: () => Promise<EvaluatorPool>): EvaluatorPool {
  const pool = whenFirstUsed(open);
  return {
    evaluate: async (...asked) => (await pool.use()).evaluate(...asked),
    glance: async (...asked) => (await pool.use()).glance(...asked),
    close: async () => (await pool.opened)?.close(),
  };
}
