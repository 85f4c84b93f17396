import type { Attempt, Audited, Tokens } from '../api/attempt.ts';
import type { Descriptor, Problem } from '../api/problem.ts';
import { isAudit } from '../population/is-audit.ts';
import type { IslandPopulation, Told } from '../population/island-population.ts';
import type { Entry, RunRecord } from '../population/read-record.ts';
import type { AnswerCount } from './answers.ts';
import { type Attribution, attribute } from './attribution.ts';
import { Statistics, type Step } from './statistics.ts';

/** A measured value with the interval that the evaluator gave it, by the metrics NAME, NAME_low and NAME_high. */
interface Measured {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What one operator, alone or with a model, did in the whole run. */
export interface ProposerFacts {
  readonly operator: string;
  readonly model: string | undefined;
  tries: number;
  /** Tries that gave a child to evaluate. */
  children: number;
  /** Children that filled or improved a cell; undefined where the archive's axes are not known. */
  placed: number | undefined;
  /** What its children added to the best score of the run; what audits took back is taken from it again. */
  gain: number;
  /** Time of proposing and evaluating, summed over all that ran side by side. */
  seconds: number;
  tokens: number;
}

/** Attempts that ended for the same reason. */
interface Reason {
  readonly status: 'refused' | 'failed';
  readonly reason: string;
  count: number;
  /** The latest of them. */
  example: { readonly attempt: number; readonly feedback: string };
}

export interface IslandFacts {
  readonly cells: readonly { readonly cell: readonly number[]; readonly attempt: number; readonly score: number }[];
}

interface Cost {
  /** Time of the run's own clock, in milliseconds. */
  readonly milliseconds: number;
  /** Summed over all that ran side by side, in seconds. */
  readonly proposing: number;
  readonly evaluating: number;
  readonly auditing: number;
  /** Programs that searches scored on their own. */
  readonly trials: number;
  readonly calls: number;
  readonly failedCalls: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** All that a report says of a run, without the programs' texts. */
export interface ReportFacts {
  readonly problem: string;
  readonly statement: string | undefined;
  readonly knownBest: { readonly score: number; readonly source: string } | undefined;
  readonly engine: string;
  readonly seed: number;
  /** When the run began, in milliseconds since 1970. */
  readonly started: number;
  readonly deterministic: boolean;
  readonly sandbox: readonly string[];
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
    readonly metrics: Readonly<Record<string, number>>;
    readonly measured: readonly Measured[];
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
  const attempts = entries.map(({ attempt }) => attempt);
  const statistics = new Statistics();
  const proposers = new Map<string, ProposerFacts>();
  for (const attempt of attempts) {
    const best = population.champion?.score ?? Number.NaN;
    const told = population.tell(attempt);
    statistics.attempted(attempt, told);
    credit(proposers, record.entry, attempt, told, (population.champion?.score ?? Number.NaN) - best);
  }
  const tried = attempts.filter(({ number, outcome }) => number > 0 && !isAudit(outcome));
  const { placements, refusals, failures, audits } = statistics;
  const sum = (counts: ReadonlyMap<string, number>) => counts.values().reduce((total, count) => total + count, 0);
  const placed = (placements.get('new') ?? 0) + (placements.get('improved') ?? 0);
  const champion = record.entry(population.champion!.number);
  return {
    problem: facts.problem.name,
    statement: known?.problem.statement,
    knownBest: known?.problem.knownBest,
    ...{ engine: facts.engine, seed: facts.seed, started: facts.started, sandbox: facts.sandbox },
    deterministic: facts.config.deterministic === true,
    attempts: tried.length,
    recorded: entries.length,
    initial: population.score(0),
    winner: winnerFacts(record, champion, population),
    steps: statistics.steps,
    attribution: attribute({ entry: record.entry, score: (number) => scoreOf(record, population, number) }, champion),
    outcomes: {
      scored: sum(placements) - 1, // the initial program is none of them
      kept: known && placed - 1,
      ...{ refused: sum(refusals), failed: sum(failures) },
    },
    reasons: reasonsOf(tried),
    proposers: [...proposers.values()]
      .map((one) => (known ? one : { ...one, placed: undefined }))
      .sort((a, b) => b.gain - a.gain || (b.placed ?? 0) - (a.placed ?? 0) || b.tries - a.tries),
    answers: [...statistics.answers.values()],
    audits: { confirmed: audits.get('confirmed') ?? 0, refuted: audits.get('refuted') ?? 0 },
    refuted: attempts.flatMap(({ outcome, parents: [candidate = 0] }) =>
      outcome.status === 'refuted' ? [{ candidate, feedback: outcome.feedback }] : [],
    ),
    cost: costOf(attempts),
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
  const metrics = attempt.outcome.status === 'scored' ? attempt.outcome.metrics : {};
  const score = population.score(attempt.number);
  const audit = record.audit(attempt.number)?.attempt;
  return {
    ...{ attempt: attempt.number, commit: commit as string, score, gain: score - population.score(0), metrics },
    measured: measuredOf(metrics),
    audit: audit && { attempt: audit.number, outcome: audit.outcome as Audited },
  };
}

function measuredOf(metrics: Readonly<Record<string, number>>): Measured[] {
  return Object.entries(metrics).flatMap(([name, value]) => {
    const [low, high] = [metrics[`${name}_low`], metrics[`${name}_high`]];
    return low === undefined || high === undefined ? [] : [{ name, value, low, high }];
  });
}

/** A rise of the best score belongs to who proposed the attempt; what an audit takes back, to who proposed what it audited. */
function credit(
  proposers: Map<string, ProposerFacts>,
  entry: RunRecord['entry'],
  attempt: Attempt,
  told: Told,
  change: number,
): void {
  if (attempt.parents.length === 0) return;
  const audited = isAudit(attempt.outcome) ? entry(attempt.parents[0] as number).attempt : undefined;
  if (audited?.number === 0) return;
  const { operator, model } = audited ?? attempt;
  const key = JSON.stringify([operator, model]);
  const none = { operator, model, tries: 0, children: 0, placed: 0, gain: 0, seconds: 0, tokens: 0 };
  const facts: ProposerFacts = proposers.get(key) ?? none;
  proposers.set(key, facts);
  facts.gain += change;
  if (audited) return;
  facts.tries++;
  if (attempt.outcome.status !== 'refused') facts.children++;
  if (told.placement === 'new' || told.placement === 'improved') facts.placed = (facts.placed ?? 0) + 1;
  facts.seconds += (attempt.cost.propose + attempt.cost.evaluate) / 1000;
  for (const { tokens } of attempt.exchanges ?? []) facts.tokens += totalOf(tokens);
}

function totalOf({ prompt, answer }: Tokens): number {
  return prompt + answer;
}

/** The most frequent first. */
function reasonsOf(attempts: readonly Attempt[]): Reason[] {
  const reasons = new Map<string, Reason>();
  for (const { number, outcome } of attempts) {
    if (outcome.status !== 'refused' && outcome.status !== 'failed') continue;
    const { status, reason, feedback } = outcome;
    const example = { attempt: number, feedback };
    const found = reasons.get(`${status} ${reason}`) ?? { status, reason, count: 0, example };
    reasons.set(`${status} ${reason}`, found);
    found.count++;
    found.example = example;
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}

function costOf(attempts: readonly Attempt[]): Cost {
  const seconds = (part: (attempt: Attempt) => number) => attempts.reduce((sum, one) => sum + part(one), 0) / 1000;
  const exchanges = attempts.flatMap((attempt) => attempt.exchanges ?? []);
  const isAnAudit = ({ outcome }: Attempt) => isAudit(outcome);
  return {
    milliseconds: attempts.at(-1)?.at ?? 0,
    proposing: seconds(({ cost }) => cost.propose),
    evaluating: seconds((attempt) => (isAnAudit(attempt) ? 0 : attempt.cost.evaluate)),
    auditing: seconds((attempt) => (isAnAudit(attempt) ? attempt.cost.evaluate : 0)),
    trials: attempts.reduce((sum, { trials = 0 }) => sum + trials, 0),
    calls: exchanges.length,
    failedCalls: exchanges.filter(({ failure }) => failure).length,
    promptTokens: exchanges.reduce((sum, { tokens }) => sum + tokens.prompt, 0),
    answerTokens: exchanges.reduce((sum, { tokens }) => sum + tokens.answer, 0),
  };
}

function islandsOf(population: IslandPopulation): IslandFacts[] {
  return population.islands.map(({ ranked }) => ({
    cells: ranked.map(({ cell, number, score }) => ({ cell: cell.split(',').map(Number), attempt: number, score })),
  }));
}
