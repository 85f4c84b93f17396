import type { Attempt } from '../api/attempt.ts';

/** How many programs an attempt scored: its trials and its child; the initial program and audits do not count. */
export function evaluationsOf({ parents, trials = 0, outcome: { status } }: Attempt): number {
  const isChild = parents.length > 0 && (status === 'scored' || status === 'failed');
  return trials + (isChild ? 1 : 0);
}
