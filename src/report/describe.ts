import type { Attempt } from '../api/attempt.ts';
import { formatChange, formatNumber } from '../format.ts';
import { plain } from '../plain.ts';

/** How an attempt ended, in a few words: score and change against its parent, or the reason there is none. */
function describeOutcome({ outcome }: Attempt, parentScore: number | undefined): string {
  if (outcome.status === 'refused') return `refused (${outcome.reason})`;
  if (outcome.status === 'failed') return `failed (${outcome.reason} in ${outcome.stage})`;
  if (outcome.status === 'refuted') return `refuted: ${outcome.feedback}`;
  if (outcome.status === 'confirmed') return `confirmed at ${formatNumber(outcome.score)}`;
  const change = parentScore === undefined ? '' : ` (${formatChange(outcome.score - parentScore)})`;
  return `${formatNumber(outcome.score)}${change}`;
}

/** One line: number, commit, outcome, operator and what was done. */
export function describeLine(attempt: Attempt, commit: string | undefined, parentScore: number | undefined): string {
  const who = attempt.model ? `${attempt.operator} by ${attempt.model}` : attempt.operator;
  const what = attempt.summary && attempt.summary !== attempt.operator ? `: ${attempt.summary}` : '';
  const id = commit?.slice(0, 8) ?? '–'.padEnd(8);
  return plain(`${`#${attempt.number}`.padStart(7)} ${id} ${describeOutcome(attempt, parentScore)}  ${who}${what}`);
}
