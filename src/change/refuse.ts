import type { Refusal, Refused } from '../api/attempt.ts';

export function refuse(reason: Refusal, feedback: string): Refused {
  return { status: 'refused', reason, feedback };
}
