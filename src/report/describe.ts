import type { Attempt } from '../api/attempt.ts';
import { formatChange, formatNumber } from '../format.ts';
import { plain } from '../plain.ts';

/** Colours a part of a line by what it is. */
export type Paint = (kind: 'commit' | 'number' | 'good' | 'bad' | 'quiet', text: string) => string;

const unpainted: Paint = (_, text) => text;

/** How an attempt ended, in a few words: score and change against its parent, or the reason there is none. */
function describeOutcome({ outcome }: Attempt, parentScore: number | undefined, paint: Paint): string {
  if (outcome.status === 'refused') return paint('bad', `refused (${outcome.reason})`);
  if (outcome.status === 'failed') return paint('bad', `failed (${outcome.reason} in ${plain(outcome.stage)})`);
  if (outcome.status === 'refuted') return paint('bad', plain(`refuted: ${outcome.feedback}`));
  if (outcome.status === 'confirmed') return paint('good', `confirmed at ${formatNumber(outcome.score)}`);
  if (parentScore === undefined) return formatNumber(outcome.score);
  const change = outcome.score - parentScore;
  const painted = change === 0 ? formatChange(change) : paint(change > 0 ? 'good' : 'bad', formatChange(change));
  return `${formatNumber(outcome.score)} (${painted})`;
}

/** One line: number, commit, outcome, operator and what was done. */
export function describeLine(
  attempt: Attempt,
  commit: string | undefined,
  parentScore: number | undefined,
  paint: Paint = unpainted,
): string {
  const who = attempt.model ? `${attempt.operator} by ${attempt.model}` : attempt.operator;
  const what = attempt.summary && attempt.summary !== attempt.operator ? `: ${attempt.summary}` : '';
  const number = paint('number', `#${attempt.number}`.padStart(7));
  const id = paint('commit', commit?.slice(0, 8) ?? '–'.padEnd(8));
  return `${number} ${id} ${describeOutcome(attempt, parentScore, paint)}  ${plain(who)}${plain(what)}`;
}
