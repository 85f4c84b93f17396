import { type AuditAttempt, type Audited, childOf, type Entry } from '../api/attempt.ts';
import type { Metrics } from '../api/evaluator.ts';
import type { Population } from '../api/population.ts';
import type { Descriptor, Problem } from '../api/problem.ts';
import { firstParents, type RunRecord } from '../record/read-record.ts';
import { tell } from '../run/learn.ts';
import type { AnswerCount } from './answers.ts';
import { type Attribution, attribute } from './attribution.ts';
import type { Cost } from './cost.ts';
import { type Heading, headingOf } from './heading.ts';
import { type HintFacts, hintsOf } from './hints.ts';
import { type Outcomes, type Reason, total } from './outcomes.ts';
import type { ProposerFacts } from './proposers.ts';
import { rowOf } from './row.ts';
import { Statistics } from './statistics.ts';
import type { Step } from './steps.ts';

/** A measured value with the interval that the evaluator gave it, by the metrics NAME, NAME_low and NAME_high. */
interface Measured {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface IslandFacts {
  readonly cells: readonly { readonly cell: readonly number[]; readonly attempt: number; readonly score: number }[];
}

/** All that a report says of a run, without the programs' texts. */
export interface ReportFacts extends Heading {
  /** Proposals. */
  readonly attempts: number;
  /** Attempts that the journal holds. */
  readonly recorded: number;
  /** The initial program that the winner came from: its score, its attempt, and how many initial programs there were. */
  readonly initial: number;
  readonly origin: number;
  readonly initials: number;
  readonly winner: {
    readonly attempt: number;
    readonly commit: string;
    readonly score: number;
    readonly gain: number;
    /** As its audit measured them, where it did. */
    readonly metrics: Readonly<Record<string, number>>;
    readonly measured: readonly Measured[];
    /** The score is an audit's, and of the metrics only the first, perhaps lucky, measurement is known. */
    readonly firstMeasured: boolean;
    /** The latest audit of it. */
    readonly audit: { readonly attempt: number; readonly verdict: Audited } | undefined;
  };
  /** How the best score went. */
  readonly steps: readonly Step[];
  readonly attribution: Attribution;
  readonly outcomes: {
    readonly scored: number;
    /** Those that filled or improved a cell; undefined where the archive's axes are not known. */
    readonly kept: number | undefined;
    readonly refused: number;
    readonly failed: number;
  };
  readonly reasons: readonly Reason[];
  readonly proposers: readonly ProposerFacts[];
  /** How models got on with writing answers, by model and format. */
  readonly answers: readonly AnswerCount[];
  /** What people told the models. */
  readonly hints: readonly HintFacts[];
  readonly audits: { readonly confirmed: number; readonly refuted: number };
  readonly refuted: readonly { readonly candidate: number; readonly feedback: string }[];
  readonly cost: Cost;
  /** Undefined where the problem's axes are not known. */
  readonly archive:
    | { readonly descriptors: readonly Descriptor[]; readonly islands: readonly IslandFacts[] }
    | undefined;
}

/** What is known of the problem besides the record. */
export interface KnownProblem {
  readonly problem: Problem;
  readonly descriptors: readonly Descriptor[];
}

/** The part of a record that facts are gathered from. */
type Source = Pick<RunRecord, 'facts' | 'entries' | 'entry' | 'score' | 'audit'>;

/**
 * The facts of a run: its record, told once more to a population that was told nothing yet. Without the problem,
 * nothing is said of the archive.
 */
export function gatherFacts(record: Source, population: Population, known: KnownProblem | undefined): ReportFacts {
  const { facts, entries } = record;
  const statistics = new Statistics();
  for (const { attempt } of entries) tell({ population, learners: [statistics] }, { attempt });
  const { steps, outcomes, proposers, answers, cost } = statistics;
  const champion = record.entry(population.champion!.number);
  const line = firstParents(record, champion).map(({ attempt }) => rowOf(attempt));
  const attribution = attribute(line, (number) => scoreOf(record, population, number));
  return {
    ...headingOf(facts, known?.problem),
    attempts: outcomes.attempts,
    recorded: entries.length,
    ...{ initial: attribution.from, origin: line[0]!.number, initials: facts.initials },
    winner: winnerFacts(record.audit(champion.attempt.number), champion, attribution),
    ...{ steps: steps.all, attribution },
    outcomes: countOutcomes(outcomes, known !== undefined),
    reasons: outcomes.reasons,
    proposers: known ? proposers.all : proposers.all.map((one) => ({ ...one, placed: undefined })),
    answers: answers.all,
    hints: hintsOf(entries),
    audits: { confirmed: outcomes.audits.get('confirmed') ?? 0, refuted: outcomes.audits.get('refuted') ?? 0 },
    refuted: entries.flatMap(({ attempt }) => (attempt.kind === 'audit' ? refutationOf(attempt) : [])),
    cost,
    archive: known && { descriptors: known.descriptors, islands: islandsOf(population) },
  };
}

function countOutcomes(outcomes: Outcomes, knowsArchive: boolean): ReportFacts['outcomes'] {
  const { placements } = outcomes;
  return {
    scored: total(placements),
    kept: knowsArchive ? (placements.get('new') ?? 0) + (placements.get('improved') ?? 0) : undefined,
    ...{ refused: total(outcomes.counts('refused')), failed: total(outcomes.counts('failed')) },
  };
}

function refutationOf({ candidate, verdict: { status, feedback } }: AuditAttempt): ReportFacts['refuted'] {
  return status === 'refuted' ? [{ candidate, feedback }] : [];
}

/** As its audits left it; a refuted ancestor has the score that it claimed. */
function scoreOf(record: Pick<RunRecord, 'score'>, population: Population, number: number): number | undefined {
  const score = population.score(number);
  return Number.isNaN(score) ? record.score(number) : score;
}

function winnerFacts(
  audit: AuditAttempt | undefined,
  { attempt, commit }: Entry,
  { to: score, gain }: Attribution,
): ReportFacts['winner'] {
  const child = childOf(attempt);
  const claimed = child?.status === 'scored' ? child : { score: Number.NaN, metrics: {} };
  const again: Metrics = audit?.verdict.status === 'confirmed' ? audit.verdict.metrics : {};
  const own = Object.entries(claimed.metrics);
  const metrics = Object.fromEntries(own.map(([name, value]) => [name, again[name] ?? value]));
  return {
    ...{ attempt: attempt.number, commit: commit as string, score, gain, metrics },
    measured: measuredOf(metrics),
    firstMeasured: score !== claimed.score && own.some(([name]) => !Object.hasOwn(again, name)),
    audit: audit && { attempt: audit.number, verdict: audit.verdict },
  };
}

function measuredOf(metrics: Readonly<Record<string, number>>): Measured[] {
  return Object.entries(metrics).flatMap(([name, value]) => {
    const [low, high] = [metrics[`${name}_low`], metrics[`${name}_high`]];
    return low === undefined || high === undefined ? [] : [{ name, value, low, high }];
  });
}

/** What each island's archive holds. */
export function islandsOf({ islands }: Population): IslandFacts[] {
  return islands.map(({ ranked }) => ({
    cells: ranked.map(({ cell, number, score }) => ({ cell: cell.split(',').map(Number), attempt: number, score })),
  }));
}
