import type { Audited, Outcome } from '../api/attempt.ts';

/** Whether an outcome, or what is known of one, is the verdict of an audit. */
export function isAudit<O extends Pick<Outcome, 'status'>>(outcome: O): outcome is O & Pick<Audited, 'status'> {
  return outcome.status === 'confirmed' || outcome.status === 'refuted';
}
