import type { Attempt } from '../api/attempt.ts';
import { formatChange, formatNumber } from '../format.ts';
import { plain } from '../plain.ts';
import type { Entry } from '../record/read-record.ts';

/** Colours a part of a line by what it is. */
export type Paint = (kind: 'commit' | 'number' | 'good' | 'bad' | 'quiet', text: string) => string;

const unpainted: Paint = (_, text) => text;

/** The score of a candidate after its audit; undefined if it has none. */
type Score = (number: number) => number | undefined;

/** The outcome of an attempt in a few words: score and change against its parent, or the reason for having none. */
function describeOutcome({ number, outcome, parents: [parent] }: Attempt, score: Score, paint: Paint): string {
  if (outcome.status === 'refused') return paint('bad', `refused (${outcome.reason})`);
  if (outcome.status === 'failed') return paint('bad', `failed (${outcome.reason} in ${plain(outcome.stage)})`);
  if (outcome.status === 'refuted') return paint('bad', plain(`refuted: ${outcome.feedback}`));
  if (outcome.status === 'confirmed') return paint('good', `confirmed at ${formatNumber(outcome.score)}`);
  const [own, before] = [score(number) ?? outcome.score, score(parent ?? -1)];
  if (before === undefined) return formatNumber(own);
  const change = own - before;
  const painted = change === 0 ? formatChange(change) : paint(change > 0 ? 'good' : 'bad', formatChange(change));
  return `${formatNumber(own)} (${painted})`;
}

/** The operator of an attempt, and its model. */
export function describeProposer({ operator, model }: { operator: string; model?: string | undefined }): string {
  return model === undefined ? operator : `${operator} by ${model}`;
}

/** One line: number, commit, outcome, operator and summary. */
export function describeLine({ attempt, commit }: Entry, score: Score, paint: Paint = unpainted): string {
  const what = attempt.summary && attempt.summary !== attempt.operator ? `: ${attempt.summary}` : '';
  const number = paint('number', `#${attempt.number}`.padStart(7));
  const id = paint('commit', commit?.slice(0, 8) ?? '–'.padEnd(8));
  return `${number} ${id} ${describeOutcome(attempt, score, paint)}  ${plain(describeProposer(attempt))}${plain(what)}`;
}
