import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import type { Broken, PictureAnswer, ScoreAnswer, ScoreData, ScoreTask } from '../../workers/messages.ts';
import { pictureStage, scoreStage } from '../../workers/score-stage.ts';
import { EnvironmentError } from '../api/errors.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { environmentError } from '../environment-error.ts';
import { faultOf } from '../fault.ts';
import { workerFile } from './worker-file.ts';

/**
 * Longest a call of `score` or `picture` may run, in milliseconds, unless the stage has a limit of its own; waiting for a thread
 * does not count.
 */
const usualLimit = 120_000;

/** After how long the user hears of a call that has not returned, in milliseconds. */
const usualPatience = 20_000;

/** Hears of calls that have not returned for a while. */
export interface Impatience {
  readonly notice?: ((text: string) => void) | undefined;
  readonly patience?: number;
}

/** Threads of the engine that score evidence, apart from candidates and from the engine's own loop. */
export interface ScorePool {
  score(task: ScoreTask, signal?: AbortSignal): Promise<ScoreAnswer>;
  picture(task: ScoreTask, signal?: AbortSignal): Promise<PictureAnswer>;
  close(): Promise<void>;
}

/** Scores in the engine's own loop: with functions of germline, which take little time for any evidence. */
export function scoreHere({ problem }: LoadedProblem, inputs: readonly unknown[]): ScorePool {
  const stageAt = (index: number) => problem.evaluator.stages[index]!;
  return {
    score: ({ stage, evidence }) => scoreStage(stageAt(stage), evidence, inputs),
    picture: ({ stage, evidence }) => pictureStage(stageAt(stage), evidence, inputs),
    close: async () => {},
  };
}

/** Opens a pool of at most `threads` threads. */
export function openScorePool(
  problem: LoadedProblem,
  inputs: ScoreData['inputs'],
  threads: number,
  { notice, patience = usualPatience }: Impatience = {},
): ScorePool {
  const workerData: ScoreData = { path: problem.path, inputs };
  const pool = new Piscina({
    filename: workerFile('score').href,
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 60_000,
    execArgv: [],
    workerData,
  });
  pool.on('error', () => {}); // a thread that dies between tasks is replaced
  // Not the pool's own queue: a call's time limit begins when a thread is free.
  const turn = pLimit(threads);
  const watched = <Answer>(name: string, task: ScoreTask, signal: AbortSignal | undefined) => {
    const { name: stage, scoreMilliseconds: limit = usualLimit } = problem.problem.evaluator.stages[task.stage]!;
    const still = `${name} of stage ${stage} has not returned after ${patience / 1000} s`;
    const timer = setTimeout(() => notice?.(`${still}; it is stopped after ${limit / 1000} s.`), patience);
    return callThread<Answer>(pool, name, task, limit, signal).finally(() => clearTimeout(timer));
  };
  const call = async <Answer extends object>(name: string, task: ScoreTask, signal: AbortSignal | undefined) =>
    expectRoom(name, await turn(() => watched<Answer>(name, task, signal)));
  return {
    score: (task, signal) => call<ScoreAnswer>('score', task, signal),
    picture: (task, signal) => call<PictureAnswer>('picture', task, signal),
    close: () => pool.destroy(),
  };
}

/**
 * The answer of the thread's function of that name, or why it has none. Rejects with the signal's reason when aborted, and
 * with an EnvironmentError where the machine has run out of something.
 */
async function callThread<Answer>(
  pool: Piscina,
  name: string,
  task: ScoreTask,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<Answer | Broken> {
  // By hand, and undone at once: signals that are made of signals and timers would pile up in a long run.
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, milliseconds);
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    return (await pool.run(task, { name, signal: limit.signal })) as Answer;
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.signal.aborted)
      return { broken: `${name} took longer than ${milliseconds} ms; scoreMilliseconds of the stage allows more` };
    if (faultOf(error)) throw environmentError(`${name} cannot be called`, error);
    return { broken: `${name} ended its thread: ${(error as Error).message}` };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** @throws {EnvironmentError} where the evaluator failed because the machine has run out of something. */
function expectRoom<Answer extends object>(name: string, answer: Answer | Broken): Answer | Broken {
  if ('exhausted' in answer) throw new EnvironmentError(`${name} cannot do its work: ${answer.exhausted}.`);
  return answer;
}
