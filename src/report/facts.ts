import { type AuditAttempt, type Audited, childOf, type Entry } from '../api/attempt.ts';
import type { Metrics } from '../api/evaluator.ts';
import type { Population } from '../api/population.ts';
import type { Descriptor, Problem } from '../api/problem.ts';
import type { RunRecord } from '../record/read-record.ts';
import { tell } from '../run/learn.ts';
import { ancestryOf } from './ancestry.ts';
import type { AnswerCount } from './answers.ts';
import { type Attribution, attribute } from './attribution.ts';
import { type Comparison, compareIn } from './comparison.ts';
import type { Cost } from './cost.ts';
import { type Heading, headingOf } from './heading.ts';
import { type HintFacts, hintsOf } from './hints.ts';
import { type IdeaFacts, ModelIdeas } from './ideas.ts';
import type { MachineFacts } from './machines.ts';
import { type NoteFacts, notesOf } from './notes.ts';
import { type Outcomes, type Reason, total } from './outcomes.ts';
import type { ProposerFacts } from './proposers.ts';
import { rowOf } from './row.ts';
import { Statistics } from './statistics.ts';
import type { Step } from './steps.ts';

/** A measured value with its interval, from the metrics NAME, NAME_low and NAME_high. */
interface Measured {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface IslandFacts {
  readonly cells: readonly { readonly cell: readonly number[]; readonly attempt: number; readonly score: number }[];
}

/** All facts of a report, without the texts of programs. */
export interface ReportFacts extends Heading {
  /** Proposals. */
  readonly attempts: number;
  /** All attempts in the journal. */
  readonly recorded: number;
  /** The initial program that the winner came from: its score, its attempt, and how many initial programs there were. */
  readonly initial: number;
  readonly origin: number;
  readonly initials: number;
  readonly winner: {
    readonly attempt: number;
    readonly commit: string;
    readonly score: number;
    /** By how much it is better than the initial program. */
    readonly gain: number;
    /** As measured by its audit, if there was one. */
    readonly metrics: Readonly<Record<string, number>>;
    readonly measured: readonly Measured[];
    /** The score comes from an audit, but some metrics only from the first, perhaps lucky, measurement. */
    readonly firstMeasured: boolean;
    /** Its latest audit. */
    readonly audit: { readonly attempt: number; readonly verdict: Audited } | undefined;
  };
  /** Scores in the search and on held-back inputs; undefined where the winner was not compared on them. */
  readonly comparison: Comparison | undefined;
  /** The history of the best score. */
  readonly steps: readonly Step[];
  readonly attribution: Attribution;
  readonly outcomes: {
    readonly scored: number;
    /** Candidates that filled or improved a cell; undefined if the axes of the archive are not known. */
    readonly kept: number | undefined;
    readonly refused: number;
    readonly failed: number;
  };
  readonly reasons: readonly Reason[];
  readonly proposers: readonly ProposerFacts[];
  /** Usable answers by model and format. */
  readonly answers: readonly AnswerCount[];
  /** What each machine did; empty where only the machine of the run evaluated. */
  readonly machines: readonly MachineFacts[];
  /** Ideas of models, in order. */
  readonly ideas: readonly IdeaFacts[];
  /** Hints of people to the models. */
  readonly hints: readonly HintFacts[];
  /** What people noted about candidates. */
  readonly notes: readonly NoteFacts[];
  readonly audits: { readonly confirmed: number; readonly refuted: number };
  readonly refuted: readonly { readonly candidate: number; readonly feedback: string }[];
  readonly cost: Cost;
  /** Undefined if the axes are not known. */
  readonly archive:
    | { readonly descriptors: readonly Descriptor[]; readonly islands: readonly IslandFacts[] }
    | undefined;
}

/** Facts about the problem that are not in the record. */
export interface KnownProblem {
  readonly problem: Problem;
  readonly descriptors: readonly Descriptor[];
}

/** The part of a record that facts are gathered from. */
type FactSource = Pick<RunRecord, 'facts' | 'entries' | 'entry' | 'score' | 'audit' | 'notes'>;

/**
 * Gathers the facts of a run by telling its record to an empty population. Without the problem there are no facts about
 * the archive.
 */
export function gatherFacts(record: FactSource, population: Population, known: KnownProblem | undefined): ReportFacts {
  const { facts, entries } = record;
  const statistics = new Statistics();
  const ideas = new ModelIdeas(facts.direction, known !== undefined);
  for (const { attempt } of entries) tell({ population, learners: [statistics, ideas] }, { attempt });
  const { steps, outcomes, proposers, answers, machines, cost } = statistics;
  const champion = record.entry(population.champion!.number);
  const ancestry = ancestryOf(record);
  const attribution = attribute(champion.attempt.number, ancestry, (number) => rowOf(record.entry(number).attempt));
  return {
    ...headingOf(facts, known?.problem),
    attempts: outcomes.attempts,
    recorded: entries.length,
    ...{ initial: attribution.from, origin: attribution.origin, initials: facts.initials },
    winner: winnerFacts(record.audit(champion.attempt.number), champion, attribution),
    ...{ comparison: compareIn(population), steps: steps.all, attribution },
    outcomes: countOutcomes(outcomes, known !== undefined),
    reasons: outcomes.reasons,
    proposers: proposers.ranked(facts.direction).map((one) => (known ? one : { ...one, placed: undefined })),
    ...{ answers: answers.all, machines: machines.all, ideas: ideas.all },
    hints: hintsOf(entries),
    notes: notesOf(record.notes),
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

/** The facts of a candidate, its metrics and score as its audit left them. */
export function winnerFacts(
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

/** The archive of each island. */
export function islandsOf({ islands }: Population): IslandFacts[] {
  return islands.map(({ ranked }) => ({
    cells: ranked.map(({ cell, number, score }) => ({ cell: cell.split(',').map(Number), attempt: number, score })),
  }));
}
