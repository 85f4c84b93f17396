import type { Attempt, Audited, Judged, Refused } from '../api/attempt.ts';

/** The memory of the run was changed. */
interface Remembered {
  readonly status: 'remembered';
  readonly feedback: string;
}

/** The search was told to do something. */
interface Ordered {
  readonly status: 'ordered';
  readonly feedback: string;
}

/** The outcome of an attempt of any kind. */
export type Outcome = Judged | Refused | Audited | Remembered | Ordered;

export type Status = Outcome['status'];

export const statuses: readonly Status[] = [
  'scored',
  'failed',
  'refused',
  'confirmed',
  'refuted',
  'remembered',
  'ordered',
];

const remembered: Remembered = { status: 'remembered', feedback: '' };
const ordered: Ordered = { status: 'ordered', feedback: '' };

export function outcomeOf(attempt: Attempt): Outcome {
  switch (attempt.kind) {
    case 'initial':
    case 'proposal':
      return attempt.outcome;
    case 'audit':
      return attempt.verdict;
    case 'reflection':
      return remembered;
    case 'order':
      return ordered;
  }
}
