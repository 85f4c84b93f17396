import type { Audited } from '../api/attempt.ts';
import type { Descriptor, Problem } from '../api/problem.ts';
import type { IslandPopulation } from '../population/island-population.ts';
import type { Entry, RunRecord } from '../record/read-record.ts';
import type { AnswerCount } from './answers.ts';
import { type Attribution, attribute } from './attribution.ts';
import { type Heading, headingOf } from './heading.ts';
import { type Step, total } from './statistics.ts';
import { type Cost, type ProposerFacts, type Reason, Tally } from './tally.ts';

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
  /** Attempts without the initial program and audits. */
  readonly attempts: number;
  /** All attempts in the journal. */
  readonly recorded: number;
  readonly initial: number;
  readonly winner: {
    readonly attempt: number;
    readonly commit: string;
    readonly score: number;
    readonly gain: number;
    /** As measured by its audit, if there was one. */
    readonly metrics: Readonly<Record<string, number>>;
    readonly measured: readonly Measured[];
    /** The score comes from an audit, but some metrics only from the first, perhaps lucky, measurement. */
    readonly firstMeasured: boolean;
    /** Its latest audit. */
    readonly audit: { readonly attempt: number; readonly outcome: Audited } | undefined;
  };
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

/**
 * Gathers the facts of a run by telling its record to an empty population. Without the problem there are no facts about
 * the archive.
 */
export function gatherFacts(
  record: Pick<RunRecord, 'facts' | 'entries' | 'entry' | 'score' | 'audit'>,
  population: IslandPopulation,
  known: KnownProblem | undefined,
): ReportFacts {
  const { facts, entries } = record;
  const tally = new Tally(population, (number) => record.entry(number).attempt);
  for (const { attempt } of entries) tally.take(attempt);
  const { placements, refusals, failures, audits } = tally.statistics;
  const placed = (placements.get('new') ?? 0) + (placements.get('improved') ?? 0);
  const champion = record.entry(population.champion!.number);
  return {
    ...headingOf(facts, known?.problem),
    attempts: tally.attempts,
    recorded: entries.length,
    initial: population.score(0),
    winner: winnerFacts(record, champion, population),
    steps: tally.statistics.steps,
    attribution: attribute({ entry: record.entry, score: (number) => scoreOf(record, population, number) }, champion),
    outcomes: {
      scored: total(placements) - 1, // the initial program does not count
      kept: known && placed - 1,
      ...{ refused: total(refusals), failed: total(failures) },
    },
    reasons: tally.reasons,
    proposers: known ? tally.proposers : tally.proposers.map((one) => ({ ...one, placed: undefined })),
    answers: [...tally.statistics.answers.values()],
    audits: { confirmed: audits.get('confirmed') ?? 0, refuted: audits.get('refuted') ?? 0 },
    refuted: entries.flatMap(
      ({
        attempt: {
          outcome,
          parents: [candidate = 0],
        },
      }) => (outcome.status === 'refuted' ? [{ candidate, feedback: outcome.feedback }] : []),
    ),
    cost: tally.cost,
    archive: known && { descriptors: known.descriptors, islands: islandsOf(population) },
  };
}

/** The score after audits; a refuted ancestor keeps its claimed score. */
function scoreOf(record: Pick<RunRecord, 'score'>, population: IslandPopulation, number: number): number | undefined {
  const score = population.score(number);
  return Number.isNaN(score) ? record.score(number) : score;
}

function winnerFacts(
  record: Pick<RunRecord, 'audit'>,
  { attempt, commit }: Entry,
  population: IslandPopulation,
): ReportFacts['winner'] {
  const claimed = attempt.outcome.status === 'scored' ? attempt.outcome : { score: Number.NaN, metrics: {} };
  const score = population.score(attempt.number);
  const audit = record.audit(attempt.number)?.attempt;
  const outcome = audit?.outcome as Audited | undefined;
  const again = outcome?.status === 'confirmed' ? outcome.metrics : {};
  const own = Object.entries(claimed.metrics);
  const metrics = Object.fromEntries(own.map(([name, value]) => [name, again[name] ?? value]));
  return {
    ...{ attempt: attempt.number, commit: commit as string, score, gain: score - population.score(0), metrics },
    measured: measuredOf(metrics),
    firstMeasured: score !== claimed.score && own.some(([name]) => !Object.hasOwn(again, name)),
    audit: audit && { attempt: audit.number, outcome: outcome as Audited },
  };
}

function measuredOf(metrics: Readonly<Record<string, number>>): Measured[] {
  return Object.entries(metrics).flatMap(([name, value]) => {
    const [low, high] = [metrics[`${name}_low`], metrics[`${name}_high`]];
    return low === undefined || high === undefined ? [] : [{ name, value, low, high }];
  });
}

/** The archive of each island. */
export function islandsOf(population: IslandPopulation): IslandFacts[] {
  return population.islands.map(({ ranked }) => ({
    cells: ranked.map(({ cell, number, score }) => ({ cell: cell.split(',').map(Number), attempt: number, score })),
  }));
}
