import type { Audited } from '../api/attempt.ts';
import type { Descriptor, Problem } from '../api/problem.ts';
import type { IslandPopulation } from '../population/island-population.ts';
import type { Entry, RunRecord } from '../record/read-record.ts';
import type { AnswerCount } from './answers.ts';
import { type Attribution, attribute } from './attribution.ts';
import { type Heading, headingOf } from './heading.ts';
import { type Step, total } from './statistics.ts';
import { type Cost, type ProposerFacts, type Reason, Tally } from './tally.ts';

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
  /** All but the initial program and audits. */
  readonly attempts: number;
  /** Attempts that the journal holds. */
  readonly recorded: number;
  readonly initial: number;
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
    readonly audit: { readonly attempt: number; readonly outcome: Audited } | undefined;
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

/**
 * The facts of a run: its record, told once more to a population that was told nothing yet. Without the problem,
 * nothing is said of the archive.
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
      scored: total(placements) - 1, // the initial program is none of them
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

/** As its audits left it; a refuted ancestor has the score that it claimed. */
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

/** What each island's archive holds. */
export function islandsOf(population: IslandPopulation): IslandFacts[] {
  return population.islands.map(({ ranked }) => ({
    cells: ranked.map(({ cell, number, score }) => ({ cell: cell.split(',').map(Number), attempt: number, score })),
  }));
}
