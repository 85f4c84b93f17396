import type { HeldBackScores } from '../api/attempt.ts';
import { type Direction, fitnessOf } from '../api/direction.ts';
import type { Population } from '../api/population.ts';
import { alignColumns, formatNumber, formatShare } from '../format.ts';
import { gainShare, worthWarning } from '../gain.ts';
import type { RunRecord } from '../record/read-record.ts';

/** A candidate's score in the search, and its scores on held-back inputs. */
export interface Compared {
  readonly attempt: number;
  readonly score: number;
  readonly heldBack: HeldBackScores;
}

/** Scores in the search and on held-back inputs, side by side. */
export interface Comparison {
  readonly winner: Compared;
  /** Present where another candidate leads the search. */
  readonly leader?: Compared;
}

/** The comparison at the end of a run; undefined where the winner was not compared. */
export function compareIn(population: Pick<Population, 'champion' | 'leader' | 'heldBack'>): Comparison | undefined {
  const [winner, leader] = [population.champion, population.leader].map((elite) => {
    const heldBack = elite && population.heldBack(elite.number);
    return heldBack && { attempt: elite.number, score: elite.score, heldBack };
  });
  return comparisonOf(winner, leader);
}

/** The same from a record: the leader is the best in the search of those that audits confirmed. */
export function compareFrom(
  { entries, score }: Pick<RunRecord, 'entries' | 'score'>,
  champion: number,
  direction: Direction,
) {
  const compared = new Map<number, Compared>();
  for (const { attempt } of entries) {
    if (attempt.kind !== 'audit') continue;
    const { candidate, verdict } = attempt;
    const found = score(candidate);
    if (verdict.status === 'refuted' || !verdict.heldBack || found === undefined) compared.delete(candidate);
    else compared.set(candidate, { attempt: candidate, score: found, heldBack: verdict.heldBack });
  }
  const [leader] = [...compared.values()].sort((a, b) => fitnessOf(direction, b.score) - fitnessOf(direction, a.score));
  return comparisonOf(compared.get(champion), leader);
}

function comparisonOf(winner: Compared | undefined, leader: Compared | undefined): Comparison | undefined {
  if (!winner) return undefined;
  return leader && leader.attempt !== winner.attempt && leader.score !== winner.score ? { winner, leader } : { winner };
}

/** What others have on held-back inputs, in words. */
export function others({ winner, leader }: Comparison): string {
  const initial = `${formatNumber(winner.heldBack.initial)} of the initial program`;
  if (!leader) return `against ${initial}`;
  return `against ${initial} and ${formatNumber(leader.heldBack.score)} of #${leader.attempt}, the best in the search`;
}

/** Lines of a table, with a warning where search and held-back inputs part. */
export function describeComparison(comparison: Comparison, initial: number, direction: Direction): readonly string[] {
  return [...tableOf(comparison, initial), ...warningsOf(comparison, initial, direction)];
}

/** Rows of names and two scores; the first one is the heading. */
function rowsOf({ winner, leader }: Comparison, initial: number): readonly (readonly [string, string, string])[] {
  const row = ({ attempt, score, heldBack }: Compared, name: string) =>
    [`${name}, #${attempt}`, formatNumber(score), formatNumber(heldBack.score)] as const;
  return [
    ['', 'search', 'held back'],
    row(winner, 'winner'),
    ...(leader ? [row(leader, 'best in the search')] : []),
    ['initial program', formatNumber(initial), formatNumber(winner.heldBack.initial)],
  ];
}

function tableOf(comparison: Comparison, initial: number): readonly string[] {
  return alignColumns(rowsOf(comparison, initial), (column) => column > 0).map((line) => `  ${line}`);
}

/** Sentences where the winner or the leader of the search does worse on held-back inputs than in the search. */
export function warningsOf({ winner, leader }: Comparison, initial: number, direction: Direction): readonly string[] {
  const share = gainShare(direction, { score: winner.score, initial }, winner.heldBack);
  const isSmall = share !== undefined && share < worthWarning;
  return [
    ...(leader
      ? [
          `#${leader.attempt} is better in the search and worse on held-back inputs, so #${winner.attempt} wins: ` +
            'the search has learned its instances.',
        ]
      : []),
    ...(isSmall
      ? [
          `On held-back inputs #${winner.attempt} has ${formatShare(share)} of its gain in the search: ` +
            'it has learned the instances more than the task.',
        ]
      : []),
  ];
}
