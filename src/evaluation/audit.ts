import type { Audited } from '../api/attempt.ts';
import { directionOf, fitnessOf, isBetter } from '../api/direction.ts';
import type { Evaluation, Scored } from '../api/evaluation.ts';
import type { Metrics } from '../api/evaluator.ts';
import type { LoadedProblem, Problem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { openEvaluatorPool } from './evaluator-pool.ts';
import type { Jail } from './jail/jail.ts';

import { isTimed } from './plan.ts';

export interface AuditOptions {
  readonly problem: LoadedProblem;
  /** The run's evaluation seed. */
  readonly seed: number;
  readonly jail: Jail | undefined;
  /** Fresh processes, each with another seed where the problem has seeded inputs. Default: see `usualRepetitions`. */
  readonly repetitions?: number | undefined;
}

/** Timings need several sessions, and seeded inputs other seeds; all else is the same every time. */
function usualRepetitions({ problem }: LoadedProblem): number {
  if (isTimed(problem.evaluator)) return 3;
  return problem.evaluator.stages.some(({ inputs }) => typeof inputs === 'function') ? 2 : 1;
}

/** One repetition: the candidate and, if they can be compared, the initial program in the same fresh process. */
interface Repetition {
  readonly candidate: Evaluation;
  readonly initial: Evaluation | undefined;
}

/**
 * Evaluates a candidate again, independently of the search: in fresh processes, with the held-back stages, on other
 * seeds. The candidate is refuted if it fails there, if an untimed score differs from the claimed one, or if the
 * initial program does better, untimed, on instances that the search never showed. The score of a confirmed candidate
 * is the claimed one or, with timings, the median of the repetitions, because the best of many noisy measurements is
 * too good.
 */
export async function audit(
  options: AuditOptions,
  program: Program,
  claimed: number,
  signal?: AbortSignal,
): Promise<Audited> {
  const { problem, seed, repetitions = usualRepetitions(problem) } = options;
  const done: Repetition[] = [];
  for (let index = 0; index < repetitions; index++)
    done.push(await repeat(options, program, index === 0 ? seed : otherSeed(seed, index), index > 0, signal));
  return verdict(problem, done, claimed);
}

function otherSeed(seed: number, index: number): number {
  return (seed + Math.imul(index, 0x9e3779b1)) >>> 0;
}

async function repeat(
  { problem, jail }: AuditOptions,
  program: Program,
  seed: number,
  isOther: boolean,
  signal: AbortSignal | undefined,
): Promise<Repetition> {
  const pool = await openEvaluatorPool({ problem, seed, jail, workers: 1, audit: true });
  try {
    const comparable = isOther || problem.problem.evaluator.stages.some(({ heldBack }) => heldBack);
    const initial = comparable ? await pool.evaluate(problem.initial, signal) : undefined;
    return { candidate: await pool.evaluate(program, signal), initial };
  } finally {
    await pool.close();
  }
}

function verdict({ problem }: LoadedProblem, repetitions: readonly Repetition[], claimed: number): Audited {
  const failure = repetitions.map(({ candidate }) => candidate).find(({ status }) => status === 'failed');
  if (failure?.status === 'failed')
    return refuted(`${failure.reason} in stage ${failure.stage} when evaluated again: ${failure.feedback}`);
  const scored = repetitions as readonly (Repetition & { readonly candidate: Scored })[];
  const scores = scored.map(({ candidate }) => candidate.score);
  const metrics = { ...hiddenMetrics(problem.evaluator, scored), ...seedMetrics(scores) };
  const timed = isTimed(problem.evaluator);
  if (!timed && scores[0] !== claimed)
    return refuted(`its score is not reproducible: ${claimed} at first, ${scores[0]} when evaluated again`, metrics);
  const worse = overfitting(problem, scored);
  if (worse) return refuted(worse, metrics);
  return timed
    ? confirmed(
        median(scores),
        { ...medianMetrics(problem, scored), ...metrics },
        `repetitions scored ${scores.join(', ')}; the search had measured ${claimed}`,
      )
    : confirmed(claimed, metrics, 'the same score in a fresh process');
}

type Stages = Problem['evaluator'];

/** Scores of the held-back stages, which the search never ran. */
function hiddenMetrics({ stages }: Stages, [first]: readonly { readonly candidate: Scored }[]): Metrics {
  const hidden = first!.candidate.stages.filter(({ name }) => isHeldBack(stages, name));
  return Object.fromEntries(hidden.map(({ name, score }) => [name, score]));
}

/** Metrics of the other stages, from the repetition with the median score, as the first one may have been lucky. */
function medianMetrics(problem: Problem, repetitions: readonly { readonly candidate: Scored }[]): Metrics {
  const { stages } = problem.evaluator;
  const fitness = ({ score }: Scored) => fitnessOf(directionOf(problem), score);
  const sorted = repetitions.map(({ candidate }) => candidate).sort((a, b) => fitness(a) - fitness(b));
  const seen = sorted[(sorted.length - 1) >> 1]!.stages.filter(({ name }) => !isHeldBack(stages, name));
  return Object.assign({}, ...seen.map(({ metrics }) => metrics));
}

function isHeldBack(stages: Stages['stages'], name: string): boolean {
  return stages.some((stage) => stage.name === name && stage.heldBack);
}

function seedMetrics([, ...others]: readonly number[]): Metrics {
  return Object.fromEntries(others.map((score, index) => [`repetition_${index + 2}`, score]));
}

/** Says where the initial program does better, untimed, on instances or seeds that the search never showed. */
function overfitting(
  problem: Problem,
  repetitions: readonly (Repetition & { readonly candidate: Scored })[],
): string | undefined {
  const { evaluator } = problem;
  const isWorse = (score: number, reference: number) => isBetter(directionOf(problem), reference, score);
  const hidden = evaluator.stages.filter((stage) => stage.heldBack && !isTimed({ ...evaluator, stages: [stage] }));
  for (const [index, { candidate, initial }] of repetitions.entries()) {
    if (initial?.status !== 'scored') continue;
    if (index > 0 && !isTimed(evaluator) && isWorse(candidate.score, initial.score))
      return `with another seed it scores ${candidate.score}, and the initial program ${initial.score}`;
    for (const { name } of hidden) {
      const [own, reference] = [candidate, initial].map(
        (one) => one.stages.find((stage) => stage.name === name)?.score,
      );
      if (own !== undefined && reference !== undefined && isWorse(own, reference))
        return `in the held-back stage ${name} it scores ${own}, and the initial program ${reference}`;
    }
  }
  return undefined;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function confirmed(score: number, metrics: Metrics, feedback: string): Audited {
  return { status: 'confirmed', score, metrics, feedback };
}

function refuted(feedback: string, metrics: Metrics = {}): Audited {
  return { status: 'refuted', metrics, feedback };
}
