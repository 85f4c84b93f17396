import type { Audited } from '../api/attempt.ts';
import { directionOf, fitnessOf, isBetter } from '../api/direction.ts';
import type { EvaluatorPool, Repetition, RepetitionTerms, Scored } from '../api/evaluation.ts';
import type { Metrics } from '../api/evaluator.ts';
import type { LoadedProblem, Problem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { formatNumber } from '../format.ts';
import { median, medianInterval } from '../interval.ts';
import { programKey } from '../language/program.ts';
import { readAhead } from '../language/read-ahead.ts';
import { openEvaluatorPool } from './evaluator-pool.ts';
import {
  hasHeldBack,
  heldBackScores,
  memorising,
  overfitting,
  partlyLeft,
  type ScoredRepetition,
} from './held-back.ts';
import type { Jail } from './jail/jail.ts';
import { isTimed, takesSeed } from './plan.ts';

export interface AuditOptions {
  readonly problem: LoadedProblem;
  /** The run's evaluation seed. */
  readonly seed: number;
  readonly jail: Jail | undefined;
  /** Fresh processes, each with another seed where the problem has seeded inputs. Default: see `usualRepetitions`. */
  readonly repetitions?: number | undefined;
  /** Repeats an evaluation on another machine. Default: here. */
  readonly repeat?: EvaluatorPool['repeat'];
  /** The name of the other machine that scored the candidate. */
  readonly foundBy?: string | undefined;
}

/** Pairs from which an interval of 95 % follows (see `medianInterval`): with six, their whole range. */
const pairs = 6;

/** Timings need several sessions, and seeded inputs other seeds; all else is the same every time. */
function usualRepetitions({ problem }: LoadedProblem): number {
  if (isTimed(problem.evaluator)) return pairs;
  return problem.evaluator.stages.some(takesSeed) ? 2 : 1;
}

/**
 * Evaluates a candidate again, independently of the search: in fresh processes, with the held-back stages, on other
 * seeds. The candidate is refuted if it fails there, if an untimed score differs from the claimed one, if the initial
 * program does better, untimed, on instances that the search never showed, or if hardly anything of its gain is left there
 * (see `memorising`), which is tried on further seeds. A gain that was measured must hold against the initial program,
 * measured in turn. The score of a confirmed candidate is the claimed one or, with timings,
 * the median of the repetitions, because the best of many noisy measurements is too good.
 */
export async function audit(
  options: AuditOptions,
  program: Program,
  claimed: number,
  signal?: AbortSignal,
): Promise<Audited> {
  const { problem, seed, repetitions = usualRepetitions(problem), foundBy } = options;
  const repeat = options.repeat ?? ((...given) => repeatHere(options, ...given));
  const isChanged = () => programKey(program) !== programKey(problem.initial);
  const races = isTimed(problem.problem.evaluator) && (await readAhead(isChanged));
  const done: Repetition[] = [];
  for (let index = 0; index < repetitions || (index < pairs && isSuspect(problem.problem, done, claimed)); index++) {
    const terms = { seed: index === 0 ? seed : otherSeed(seed, index), index, foundBy };
    done.push(await repeat(program, terms, signal));
    // With so few pairs, one without a gain decides.
    if (races && repetitions <= pairs && noise(problem.problem, done, claimed)) break;
  }
  return verdict(problem, done, claimed, races);
}

/** Whether a gain looks memorised so far, and further seeds can tell. */
function isSuspect(problem: Problem, done: readonly Repetition[], claimed: number): boolean {
  return (
    problem.evaluator.stages.some(takesSeed) && done.every(isScored) && memorising(problem, done, claimed) !== undefined
  );
}

function isScored(repetition: Repetition): repetition is ScoredRepetition {
  return repetition.candidate.status === 'scored';
}

function otherSeed(seed: number, index: number): number {
  return (seed + Math.imul(index, 0x9e3779b1)) >>> 0;
}

/** Whether a repetition evaluates the initial program, too. */
export function comparesInitial({ evaluator }: Problem, index: number): boolean {
  return index > 0 || isTimed(evaluator) || hasHeldBack(evaluator);
}

/** One repetition of an audit, in fresh processes of this machine. */
export async function repeatHere(
  { problem, jail }: Pick<AuditOptions, 'problem' | 'jail'>,
  program: Program,
  { seed, index }: RepetitionTerms,
  signal?: AbortSignal,
): Promise<Repetition> {
  const pool = await openEvaluatorPool({ problem, seed, jail, workers: 1, audit: true });
  try {
    const comparable = comparesInitial(problem.problem, index);
    // In turn, so that a machine that becomes slower or faster favours neither.
    const early = index % 2 === 1 ? await pool.evaluate(program, signal) : undefined;
    const initial = comparable ? await pool.evaluate(problem.initial, signal) : undefined;
    return { candidate: early ?? (await pool.evaluate(program, signal)), initial };
  } finally {
    await pool.close();
  }
}

function verdict(
  { problem }: LoadedProblem,
  repetitions: readonly Repetition[],
  claimed: number,
  races: boolean,
): Audited {
  const failure = repetitions.map(({ candidate }) => candidate).find(({ status }) => status === 'failed');
  if (failure?.status === 'failed')
    return refuted(`${failure.reason} in stage ${failure.stage} when evaluated again: ${failure.feedback}`);
  const scored = repetitions.filter(isScored);
  const scores = scored.map(({ candidate }) => candidate.score);
  const metrics = { ...hiddenMetrics(problem.evaluator, scored), ...seedMetrics(scores) };
  const heldBack = heldBackScores(problem, scored);
  const fault = faultOf(problem, scored, claimed, races);
  if (fault !== undefined) return { ...refuted(fault, metrics), heldBack };
  const verdict = isTimed(problem.evaluator)
    ? confirmed(
        middleOf(problem, scored).score,
        { ...middleMetrics(problem, scored), ...metrics },
        `repetitions scored ${scores.join(', ')}; the search had measured ${claimed}`,
      )
    : confirmed(claimed, metrics, again(partlyLeft(problem, scored, claimed)));
  return { ...verdict, heldBack };
}

function again(but: string | undefined): string {
  return `the same score in a fresh process${but === undefined ? '' : `, but ${but}`}`;
}

/** Why a candidate that scored in all repetitions is refuted, if it is. */
function faultOf(
  problem: Problem,
  scored: readonly ScoredRepetition[],
  claimed: number,
  races: boolean,
): string | undefined {
  const score = scored[0]!.candidate.score;
  if (!isTimed(problem.evaluator) && score !== claimed)
    return `its score is not reproducible: ${claimed} at first, ${score} when evaluated again`;
  return (
    overfitting(problem, scored) ??
    memorising(problem, scored, claimed) ??
    (races ? noise(problem, scored, claimed) : undefined)
  );
}

/**
 * Says why a measured gain may be chance: the interval of the differences from the initial program's scores holds zero.
 * A claim that is no better than the initial program is no gain.
 */
function noise(problem: Problem, repetitions: readonly Repetition[], claimed: number): string | undefined {
  const direction = directionOf(problem);
  const both = repetitions.flatMap(({ candidate, initial }) =>
    candidate.status === 'scored' && initial?.status === 'scored' ? [[candidate.score, initial.score] as const] : [],
  );
  const usual = median(both.map(([, initial]) => initial));
  if (both.length === 0 || !isBetter(direction, claimed, usual)) return undefined;
  const { low } = medianInterval(
    both.map(([own, initial]) => fitnessOf(direction, own) - fitnessOf(direction, initial)),
  );
  if (low > 0) return undefined;
  const shown = both.map(([own, initial]) => `${formatNumber(own)} against ${formatNumber(initial)}`).join(', ');
  return `its gain may be noise: measured in turn with the initial program, it scores ${shown}`;
}

type Stages = Problem['evaluator'];

/** Scores of the held-back stages, which the search never ran. */
function hiddenMetrics({ stages }: Stages, [first]: readonly { readonly candidate: Scored }[]): Metrics {
  const hidden = first!.candidate.stages.filter(({ name }) => isHeldBack(stages, name));
  return Object.fromEntries(hidden.map(({ name, score }) => [name, score]));
}

/** The evaluation with the median score; of an even number, the worse of the two in the middle. */
function middleOf(problem: Problem, repetitions: readonly { readonly candidate: Scored }[]): Scored {
  const fitness = ({ score }: Scored) => fitnessOf(directionOf(problem), score);
  const sorted = repetitions.map(({ candidate }) => candidate).sort((a, b) => fitness(a) - fitness(b));
  return sorted[(sorted.length - 1) >> 1]!;
}

/** Metrics of the other stages, from the repetition with the median score, as the first one may have been lucky. */
function middleMetrics(problem: Problem, repetitions: readonly { readonly candidate: Scored }[]): Metrics {
  const { stages } = problem.evaluator;
  const seen = middleOf(problem, repetitions).stages.filter(({ name }) => !isHeldBack(stages, name));
  return Object.assign({}, ...seen.map(({ metrics }) => metrics));
}

function isHeldBack(stages: Stages['stages'], name: string): boolean {
  return stages.some((stage) => stage.name === name && stage.heldBack);
}

function seedMetrics([, ...others]: readonly number[]): Metrics {
  return Object.fromEntries(others.map((score, index) => [`repetition_${index + 2}`, score]));
}

function confirmed(score: number, metrics: Metrics, feedback: string): Audited {
  return { status: 'confirmed', score, metrics, feedback };
}

function refuted(feedback: string, metrics: Metrics = {}): Audited {
  return { status: 'refuted', metrics, feedback };
}
