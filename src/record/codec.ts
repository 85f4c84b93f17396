import {
  type Attempt,
  childOf,
  type MemoryDelta,
  type Order,
  type ProposalAttempt,
  parentsOf,
} from '../api/attempt.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { PlaybookChange } from '../api/playbook.ts';
import { formatChange, formatDuration, formatNumber } from '../format.ts';
import { plain } from '../plain.ts';

/** One line of the journal: an attempt, and which parent of the journal commit is its child. */
export interface JournalLine {
  readonly attempt: Attempt;
  /** Index among the parents of the journal commit, from 1; the parent at 0 is the journal before. */
  readonly commit: number | undefined;
}

/** Writes the number first, so that a line can be found without parsing it whole. */
export function encodeLine({ attempt, commit }: JournalLine): string {
  const { number, ...rest } = attempt;
  return JSON.stringify({ number, ...(commit !== undefined && { commit }), ...rest });
}

/** The lines of one journal file. */
export function decodeLines(text: string): JournalLine[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const { commit, ...attempt } = JSON.parse(line) as Attempt & { readonly commit?: number };
    return [{ attempt: attempt as Attempt, commit }];
  });
}

/** Returns the score of an attempt's candidate; undefined if it has none. */
type Score = (number: number) => number | undefined;

/** The message of a candidate's commit: score and summary, feedback, then the facts as trailers. */
export function commitMessage(attempt: Attempt, score: Score): string {
  const child = childOf(attempt);
  if (!child) throw new Error(`attempt ${attempt.number} has no child to commit`);
  const feedback = child.feedback.trim();
  const paragraphs = [oneLine(subject(attempt, child, score)), ...(feedback ? [cleanText(feedback, 2000)] : [])];
  const trailers = trailersOf(attempt, child).map(([name, value]) => `${name}: ${oneLine(value)}`);
  return `${paragraphs.join('\n\n')}\n\n${trailers.join('\n')}\n`;
}

function subject(attempt: Attempt, child: Evaluation, score: Score): string {
  const summary = summaryOf(attempt);
  if (child.status === 'failed') return `failed: ${child.reason} in ${child.stage}: ${summary}`;
  const before = score(parentsOf(attempt)[0] ?? -1);
  const change = before === undefined ? '' : ` (${formatChange(child.score - before)})`;
  return `${formatNumber(child.score)}${change} ${summary}`;
}

/** One line: what an attempt did. */
export function summaryOf(attempt: Attempt): string {
  switch (attempt.kind) {
    case 'initial':
      return 'initial program';
    case 'proposal':
      return attempt.proposal.summary ?? '';
    case 'audit':
      return `audit of #${attempt.candidate}${attempt.by === undefined ? '' : `, asked for by ${attempt.by}`}`;
    case 'reflection':
      return describeDelta(attempt.delta);
    case 'order':
      return describeOrder(attempt.order);
  }
}

function describeOrder(order: Order): string {
  if ('stop' in order) return 'stop the search';
  const { milliseconds, until, ...counts } = order.limits;
  const parts = [
    ...Object.entries(counts).map(([name, limit]) => `${limit} ${name === 'money' ? 'US dollars' : name}`),
    ...(milliseconds === undefined ? [] : [formatDuration(milliseconds)]),
    ...(until === undefined ? [] : [new Date(until).toISOString()]),
  ];
  return `extend the search to ${parts.join(', ')}`;
}

function describeDelta({ hint, remove, playbook, wordings }: MemoryDelta): string {
  if (wordings) return `prompts: ${wordings.map(({ ask, text }) => `${ask}: ${text}`).join('; ') || 'nothing new'}`;
  if (playbook) return `playbook: ${describeChanges(playbook)}`;
  return hint === undefined ? `take back hint #${remove}` : `hint: ${hint}`;
}

const verbs: Readonly<Record<PlaybookChange['op'], string>> = {
  ...{ add: 'new', amend: 'amended', count: 'judged', retire: 'retired' },
};

/** How many changes of each kind were proposed, such as `2 new, 1 retired`. */
function describeChanges(changes: readonly PlaybookChange[]): string {
  const counts = Map.groupBy(changes, ({ op }) => op);
  return [...counts].map(([op, { length }]) => `${length} ${verbs[op]}`).join(', ') || 'nothing new';
}

type Trailer = readonly [name: string, value: string];

function trailersOf(attempt: Attempt, child: Evaluation): readonly Trailer[] {
  const result: readonly Trailer[] =
    child.status === 'scored'
      ? [['Score', String(child.score)]]
      : [
          ['Reason', child.reason],
          ['Stage', child.stage],
        ];
  return [
    ['Attempt', String(attempt.number)],
    ['Status', child.status],
    ...result,
    ...(attempt.kind === 'proposal' ? proposalTrailers(attempt) : [['Proposer', 'initial'] as const]),
  ];
}

/** Names attempts by number, not by commit id: a message must not depend on which attempts share a batch. */
function proposalTrailers({ cause, drawn, proposal }: ProposalAttempt): readonly Trailer[] {
  return [
    ['Cause', cause],
    ['Island', String(drawn.island)],
    ['Proposer', proposal.proposer],
    ...(proposal.model === undefined ? [] : [['Model', proposal.model] as const]),
    ...(proposal.repairs === undefined ? [] : [['Repairs', String(proposal.repairs)] as const]),
    ...(proposal.origin === undefined ? [] : [['Origin', `${proposal.origin.run} ${proposal.origin.commit}`] as const]),
    ...drawn.inspirations.map((number) => ['Inspired-by', String(number)] as const),
  ];
}

function oneLine(text: string): string {
  return cleanText(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), 200);
}

/** Cleans text that a candidate chose: git keeps no NUL, and a terminal obeys control characters. The journal keeps it whole. */
function cleanText(text: string, limit: number): string {
  const clean = plain(text).replaceAll('\r\n', '\n');
  return (clean.length > limit ? `${clean.slice(0, limit - 1).trimEnd()}…` : clean).toWellFormed();
}
