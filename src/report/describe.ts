import { type Attempt, type Entry, type Judged, parentsOf } from '../api/attempt.ts';
import { bestOf, isBetter } from '../api/direction.ts';
import { formatChange, formatNumber } from '../format.ts';
import { plainLine } from '../plain.ts';
import type { RunRecord } from '../record/read-record.ts';
import { describeNote } from './notes.ts';
import { outcomeOf } from './outcome.ts';
import { type AttemptRow, rowOf } from './row.ts';

/** Colours a part of a line by what it is. */
export type Paint = (kind: 'commit' | 'number' | 'good' | 'bad' | 'quiet', text: string) => string;

const unpainted: Paint = (_, text) => text;

/** The run that a line is about: its direction, the scores of candidates after their audits, and notes on them. */
type RunScores = Pick<RunRecord, 'facts' | 'score' | 'notes'>;

/** The outcome of an attempt in a few words: score and change against the better of its parents, or the reason for having none. */
function describeOutcome(attempt: Attempt, run: RunScores, paint: Paint): string {
  const outcome = outcomeOf(attempt);
  switch (outcome.status) {
    case 'scored':
      return describeScore(attempt, outcome, run, paint);
    case 'failed':
      return paint('bad', `failed (${outcome.reason} in ${plainLine(outcome.stage)})`);
    case 'refused':
      return paint('bad', `refused (${outcome.reason})`);
    case 'confirmed':
      return paint('good', `confirmed at ${formatNumber(outcome.score)}`);
    case 'refuted':
      return paint('bad', plainLine(`refuted: ${outcome.feedback}`));
    case 'remembered':
    case 'ordered':
      return paint('quiet', outcome.status);
  }
}

function describeScore(attempt: Attempt, child: Judged & { status: 'scored' }, run: RunScores, paint: Paint): string {
  const own = run.score(attempt.number) ?? child.score;
  const parents = parentsOf(attempt).flatMap((parent) => run.score(parent) ?? []);
  if (parents.length === 0) return formatNumber(own);
  const before = bestOf(run.facts.direction, parents);
  const change = formatChange(own - before);
  const kind = isBetter(run.facts.direction, own, before) ? 'good' : 'bad';
  return `${formatNumber(own)} (${own === before ? change : paint(kind, change)})`;
}

/** The proposer of an attempt, and its model, such as `blend` or `improve by gemma3:4b`. */
export function describeProposer({ proposer, model }: Pick<AttemptRow, 'proposer' | 'model'>): string {
  return model === undefined ? proposer : `${proposer} by ${model}`;
}

/** The proposer and summary of an attempt, such as `tune-one: 1 to 2`. */
export function describeAction(row: Pick<AttemptRow, 'kind' | 'proposer' | 'model' | 'summary'>): string {
  const { kind, proposer, summary } = row;
  if (kind === 'initial' || kind === 'audit') return summary;
  return summary && summary !== proposer ? `${describeProposer(row)}: ${summary}` : describeProposer(row);
}

/** One line: number, commit, outcome, proposer and summary, and a person's note. */
export function describeLine({ attempt, commit }: Entry, run: RunScores, paint: Paint = unpainted): string {
  const number = paint('number', `#${attempt.number}`.padStart(7));
  const id = paint('commit', commit?.slice(0, 8) ?? '–'.padEnd(8));
  const action = plainLine(describeAction(rowOf(attempt)));
  const note = run.notes.get(attempt.number);
  const noted = note ? `  ${paint('number', plainLine(describeNote(note)))}` : '';
  return `${number} ${id} ${describeOutcome(attempt, run, paint)}  ${action}${noted}`;
}
