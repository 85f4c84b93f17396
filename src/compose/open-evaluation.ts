import { availableParallelism } from 'node:os';
import { UsageError } from '../api/errors.ts';
import type { EvaluatorPool } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Nature, RunFacts } from '../api/store.ts';
import { audit } from '../evaluation/audit.ts';
import type { StagedPool } from '../evaluation/cascade.ts';
import { openEvaluatorPool } from '../evaluation/evaluator-pool.ts';
import { chooseJail, layersAt, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { isTimed } from '../evaluation/plan.ts';
import { needsOf } from '../evaluation/stage-kind.ts';
import { needsSurvey } from '../evaluation/survey.ts';
import { withCache } from '../evaluation/with-cache.ts';
import { programKey } from '../language/program.ts';
import { usualPace } from '../remote/pace.ts';
import { placeOf } from '../remote/place.ts';
import { openRemotePool } from '../remote/pool.ts';
import { connectServer, type QueueServer } from '../remote/server.ts';
import { surveyElsewhere } from '../remote/survey-elsewhere.ts';
import type { Engine, Reporter } from '../run/engine.ts';
import type { SessionOptions } from './options.ts';
import type { SurveyedOptions } from './survey.ts';

interface EvaluationOptions {
  readonly workers?: number | undefined;
  readonly seed: number;
  readonly sandbox?: SandboxLevel;
  readonly audit?: boolean;
  readonly deterministic?: boolean;
  readonly reporter?: Pick<Reporter, 'notice'>;
}

/** Opens a pool that scores programs of a problem and remembers their evaluations. */
export async function openEvaluation(problem: LoadedProblem, options: EvaluationOptions): Promise<EvaluatorPool> {
  return withCache(await openHere(problem, options), programKey);
}

async function openHere(problem: LoadedProblem, options: EvaluationOptions): Promise<StagedPool> {
  return await openEvaluatorPool({
    problem,
    workers: options.workers ?? availableParallelism(),
    seed: options.seed,
    jail: chooseJail(options.sandbox ?? 'auto'),
    notice: (text) => options.reporter?.notice?.(text),
    ...(options.audit ? { audit: true } : {}),
    ...(options.deterministic ? { now: () => 0 } : {}),
  });
}

/** What a look at the problem found, which holds on every machine. */
type Found = Pick<RunFacts, 'nature' | 'commands'>;

/** Opens the pool of a run, whose programs other machines score where there is a queue. */
export async function openRunEvaluation(
  problem: LoadedProblem,
  server: QueueServer | undefined,
  { nature, commands }: { [Name in keyof Found]?: Found[Name] | undefined },
  options: EvaluationOptions & Pick<SessionOptions, 'sandbox' | 'reporter' | 'queue'>,
): Promise<EvaluatorPool> {
  const { queue = undefined, seed, sandbox, reporter, deterministic = false } = options;
  if (!server || !queue) return await openEvaluation(problem, options);
  const { evaluator } = problem.problem;
  const place = placeOf(evaluator, queue);
  if (isTimed(evaluator) && place.label === undefined)
    throw new UsageError(
      `${problem.problem.name} measures times, which only machines of one kind share: give them a label with "germline worker --label NAME", and pass --on NAME.`,
    );
  const own = place.decides ? problem : stagesBefore(place.first, problem);
  const pool = await openRemotePool({
    ...{ problem, server, place, deterministic, pace: queue.pace ?? usualPace },
    local: own && (await openHere(own, options)),
    layers: layersAt(sandbox, needsOf(problem)),
    terms: { seed, ...(nature && { nature: withoutAxes(nature) }), ...(commands && { commands: { ...commands } }) },
    notice: (text) => reporter.notice?.(text),
  });
  return withCache(pool, programKey);
}

/** The problem with the stages that this machine can run; undefined where there are none. */
function stagesBefore(first: number, loaded: LoadedProblem): LoadedProblem | undefined {
  const { problem } = loaded;
  const stages = problem.evaluator.stages.slice(0, first);
  return first === 0 ? undefined : { ...loaded, problem: { ...problem, evaluator: { ...problem.evaluator, stages } } };
}

/** The queue where only other machines can run all stages; undefined where there is none, or this one can. */
export function neededQueue({ problem }: LoadedProblem, queue: SessionOptions['queue']): SessionOptions['queue'] {
  return queue && !placeOf(problem.evaluator, queue).decides ? queue : undefined;
}

/** Who looks at a problem before a run in place of this machine; undefined where this one does, or there is nothing to look at. */
export function surveyorOf(
  problem: LoadedProblem,
  server: QueueServer | undefined,
  options: Pick<SessionOptions, 'sandbox' | 'reporter' | 'queue'> & { readonly seed: number; readonly brief?: boolean },
): SurveyedOptions['look'] {
  const { seed, sandbox, reporter, brief = false } = options;
  const queue = neededQueue(problem, options.queue);
  if (!server || !queue || !needsSurvey(problem)) return undefined;
  const { label } = placeOf(problem.problem.evaluator, queue);
  const layers = layersAt(sandbox, needsOf(problem));
  const notice = (text: string) => reporter.notice?.(text);
  return () => surveyElsewhere({ problem, server, label, seed, brief, layers, notice, pace: queue.pace ?? usualPace });
}

/** The axes of the archive are of no use to a machine that scores. */
function withoutAxes({ descriptors: _, ...nature }: Nature): Omit<Nature, 'descriptors'> {
  return nature;
}

/** Connects to the server of a run's queue, where there is one. @throws {UsageError} where that fails. */
export async function connectQueue({ queue }: Pick<SessionOptions, 'queue'>): Promise<QueueServer | undefined> {
  return queue && (await connectServer(queue.address));
}

interface AuditorOptions {
  readonly sandbox: SandboxLevel;
  readonly repetitions?: number | undefined;
  /** The pool of a run; other machines audit where only they can. */
  readonly evaluator?: EvaluatorPool | undefined;
}

/** Returns the function that evaluates champions again, independently of the search. */
export function auditor(
  problem: LoadedProblem,
  seed: number,
  { sandbox, repetitions, evaluator }: AuditorOptions,
): Engine['audit'] {
  const options = { problem, seed, repetitions, repeat: evaluator?.repeat };
  return (program, claimed, signal, foundBy) =>
    audit({ ...options, foundBy, jail: chooseJail(sandbox) }, program, claimed, signal);
}
