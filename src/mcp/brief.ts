import { type Attempt, childOf, modelOf, parentsOf } from '../api/attempt.ts';
import { summaryOf } from '../record/codec.ts';

/** An attempt in few words: enough to decide whether to look at it. */
export function inBrief(attempt: Attempt) {
  const { number, kind } = attempt;
  const child = childOf(attempt);
  const proposer = attempt.kind === 'proposal' ? (modelOf(attempt) ?? attempt.proposal.proposer) : undefined;
  return {
    ...{ number, kind, proposer, parents: parentsOf(attempt), summary: summaryOf(attempt), ...resultOf(attempt) },
    score: child?.status === 'scored' ? child.score : undefined,
  };
}

/** An attempt without what was said to models, which would fill an agent's context. */
export function withoutTranscript(attempt: Attempt): Attempt {
  if (attempt.kind === 'reflection') {
    const { exchanges: _, ...reflection } = attempt;
    return reflection;
  }
  if (attempt.kind !== 'proposal') return attempt;
  const { exchanges: _, replayData: __, ...proposal } = attempt.proposal;
  return { ...attempt, proposal };
}

function resultOf(attempt: Attempt): { readonly result: string; readonly feedback?: string } {
  if (attempt.kind === 'audit') return { result: attempt.verdict.status, feedback: attempt.verdict.feedback };
  if (attempt.kind === 'reflection') return { result: 'remembered' };
  if (attempt.kind === 'order') return { result: 'ordered' };
  const { outcome } = attempt;
  const why = 'reason' in outcome ? ` (${outcome.reason})` : '';
  return { result: `${outcome.status}${why}`, feedback: outcome.feedback.slice(0, 300) };
}
