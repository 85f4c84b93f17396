import type { Failed, Failure, Scored } from '../../../api/evaluation.ts';
import type { Candidate, StageTerms } from '../../../api/proposer.ts';
import { formatNumber } from '../../../format.ts';
import { renderStages } from './limits.ts';
import { fenced, shortened } from './render.ts';

/** Failures that have a measure: a program that fails so may still be nearer to none. */
export const measured: ReadonlySet<Failure> = new Set([
  'timed-out',
  'stalled',
  'out-of-fuel',
  'out-of-memory',
  'too-large',
]);

/** Why a program failed, with what it used in the stages that it passed, and for a failure with a measure what its parent used there. */
export function failureText(
  { reason, stage, feedback, stages }: Failed,
  parent: Candidate,
  terms: readonly StageTerms[] = [],
): string {
  const passed = renderStages({ stages }, terms);
  const same = measured.has(reason) ? (parent.stages ?? []).filter(({ name }) => name === stage) : [];
  const before = renderStages({ stages: same }, terms);
  return [
    `${reason} in stage ${stage}: ${feedback}`,
    passed && `It passed:\n${passed}`,
    before && `There the program that you changed had:\n${before}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The result of an answer in a conversation that goes on, compared with the best so far. */
export function resultText(
  { score, stages, feedback }: Scored,
  best: number,
  terms: readonly StageTerms[] = [],
): string {
  const than = score === best ? '' : `, and the best so far has ${formatNumber(best)}`;
  const results = renderStages({ stages }, terms);
  return [
    `Your program has the score ${formatNumber(score)}${than}.`,
    results && `Its stages:\n${results}`,
    feedback.trim() && `Feedback of its evaluation:\n${fenced(shortened(feedback.trim(), 3000))}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}
