import type { Audited, Entry } from '../../api/attempt.ts';
import type { Files } from '../../api/program.ts';
import type { RepositoryFacts } from '../../api/store.ts';
import { formatNumber } from '../../format.ts';
import { plainLine } from '../../plain.ts';
import type { RunRecord } from '../../record/read-record.ts';
import { ancestryOf } from '../../report/ancestry.ts';
import { attribute, type CreditedChange } from '../../report/attribution.ts';
import { type ReportFacts, winnerFacts } from '../../report/facts.ts';
import { rowOf } from '../../report/row.ts';
import { shellWord } from '../../shell-word.ts';

/** A winner without the parts of its change that its measure does not need. */
export interface Trimmed {
  readonly files: Files;
  /** How many parts were taken back, and how many there were. */
  readonly taken: number;
  readonly parts: number;
  /** The audit of what is left: confirmed. */
  readonly verdict: Audited;
}

/** What a run knows for a candidate: what a commit and a pull request say of it. */
export interface Evidence {
  readonly population: string;
  readonly winner: ReportFacts['winner'];
  /** The changes on the way from the unchanged code to the candidate. */
  readonly changes: readonly CreditedChange[];
  /** Proposals of the whole run. */
  readonly attempts: number;
  readonly repository: RepositoryFacts;
  /** Present where parts of the change were taken back; the winner's numbers are then those of what is left. */
  readonly trimmed?: Trimmed | undefined;
}

export function evidenceFor(
  record: RunRecord,
  entry: Entry,
  repository: RepositoryFacts,
  population: string,
  trimmed?: Trimmed,
): Evidence {
  const { number } = entry.attempt;
  const audit = record.audit(number);
  const row = (of: number) => rowOf(record.entry(of).attempt);
  const attribution = attribute(number, ancestryOf(record), row);
  return {
    ...{ population, repository, trimmed, changes: attribution.changes },
    winner: winnerFacts(audit && trimmed ? { ...audit, verdict: trimmed.verdict } : audit, entry, attribution),
    attempts: record.entries.filter(({ attempt }) => attempt.kind === 'proposal').length,
  };
}

/** Why a candidate is no proven gain; undefined where an audit confirmed one. */
export function doubtOf({ winner: { attempt, audit, gain, score }, population }: Evidence): string | undefined {
  if (!(gain > 0)) return `No gain was found: attempt ${attempt} has the score ${formatNumber(score)}.`;
  if (!audit)
    return `No audit confirmed the gain of attempt ${attempt}. To do so: germline audit ${shellWord(population)}`;
  if (audit.verdict.status === 'confirmed') return undefined;
  return `The audit #${audit.attempt} refuted attempt ${attempt}: ${plainLine(audit.verdict.feedback)}`;
}

/** The gain in a few words: each measured value with its interval, or the score. */
export function gainOf({ measured, score }: ReportFacts['winner']): string {
  if (measured.length === 0) return `score ${formatNumber(score)}`;
  const short = (value: number) => String(Number(value.toPrecision(3)));
  return measured
    .map(({ name, value, low, high }) => `${name} ${short(value)} (${short(low)} to ${short(high)})`)
    .join(', ');
}

/** The commands that the candidate went through, with what each is for: those that are held back run in audits only. */
export function commandsOf({ winner, repository }: Evidence): readonly (readonly [role: string, command: string])[] {
  const all = Object.entries(repository.commands);
  return winner.audit ? all : all.filter(([role]) => !role.startsWith('held-back'));
}

/** Where the change is, in a few words. */
export function placesOf({ evolve }: RepositoryFacts): string {
  return evolve.length <= 2 ? evolve.join(' and ') : `${evolve[0]} and ${evolve.length - 1} other places`;
}

/** What the audit said, or that there was none. */
export function auditOf({ winner: { audit }, trimmed }: Evidence): string {
  if (!audit) return 'No audit evaluated it again.';
  const { status, feedback } = audit.verdict;
  const by = trimmed
    ? `${takenBack(trimmed)} An audit evaluated what is left again`
    : `The audit #${audit.attempt} evaluated it again`;
  return `${by}, independently of the search, and ${status} it: ${plainLine(feedback)}`;
}

/** That parts of the change are not in the commit, and why. */
export function takenBack({ taken, parts }: Trimmed): string {
  return `${taken} of ${parts} changed parts were taken back: without them it measures no worse.`;
}
