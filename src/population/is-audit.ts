import type { Audited, Outcome } from '../api/attempt.ts';

/** Whether an outcome is the verdict of an audit. */
export function isAudit(outcome: Outcome): outcome is Audited {
  return outcome.status === 'confirmed' || outcome.status === 'refuted';
}
