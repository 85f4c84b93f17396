import type { Attempt } from '../api/attempt.ts';
import { formatChange, formatNumber } from '../format.ts';
import { plain } from '../plain.ts';

/** One attempt as a line of the journal; its number comes first, so that a line can be found without reading it all. */
export function encodeAttempt({ number, ...rest }: Attempt): string {
  return JSON.stringify({ number, ...rest });
}

/** The attempts of one journal file. */
export function decodeAttempts(text: string): Attempt[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Attempt]));
}

/** The score of an attempt's candidate; undefined where it has none. */
type Score = (number: number) => number | undefined;

/** The message of a candidate's commit: what it scored and what was done, then the facts as trailers. */
export function commitMessage(attempt: Attempt, score: Score): string {
  const { outcome } = attempt;
  const feedback = outcome.feedback.trim();
  const paragraphs = [oneLine(subject(attempt, score)), ...(feedback ? [shorten(feedback, 2000)] : [])];
  const trailers = trailersOf(attempt).map(([name, value]) => `${name}: ${oneLine(value)}`);
  return `${paragraphs.join('\n\n')}\n\n${trailers.join('\n')}\n`;
}

function subject({ outcome, parents, summary }: Attempt, score: Score): string {
  if (outcome.status === 'refused') return `refused: ${outcome.reason}`;
  if (outcome.status === 'failed') return `failed: ${outcome.reason} in ${outcome.stage}: ${summary}`;
  if (outcome.status !== 'scored') return outcome.status;
  const before = score(parents[0] ?? -1);
  const change = before === undefined ? '' : ` (${formatChange(outcome.score - before)})`;
  return `${formatNumber(outcome.score)}${change} ${summary}`;
}

function trailersOf(attempt: Attempt): [string, string][] {
  const { outcome } = attempt;
  const result: [string, string][] =
    'score' in outcome
      ? [['Score', String(outcome.score)]]
      : [
          ...('reason' in outcome ? ([['Reason', outcome.reason]] as [string, string][]) : []),
          ...(outcome.status === 'failed' ? ([['Stage', outcome.stage]] as [string, string][]) : []),
        ];
  return [
    ['Attempt', String(attempt.number)],
    ['Status', outcome.status],
    ...result,
    ['Island', String(attempt.island)],
    ['Operator', attempt.operator],
    ...(attempt.model === undefined ? [] : ([['Model', attempt.model]] as [string, string][])),
    // Attempt numbers, not commit ids: the message must not depend on which attempts share a batch.
    ...(attempt.mends === undefined ? [] : ([['Mends', String(attempt.mends)]] as [string, string][])),
    ...attempt.inspirations.map((number): [string, string] => ['Inspired-by', String(number)]),
  ];
}

function oneLine(text: string): string {
  return shorten(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), 200);
}

/** Candidates choose these texts: git keeps no NUL, a terminal obeys control characters, and the journal has it whole. */
function shorten(text: string, limit: number): string {
  const clean = plain(text).replaceAll('\r\n', '\n');
  return (clean.length > limit ? `${clean.slice(0, limit - 1).trimEnd()}…` : clean).toWellFormed();
}
