import { Piscina } from 'piscina';
import type { DrawAnswer, JudgeAnswer, JudgeData, JudgeTask, SandboxStage } from '../../workers/messages.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { workerFile } from './worker-file.ts';

/** Nothing that a score does takes this long, in milliseconds; waiting for a thread does not count. */
const patience = 120_000;

/** Threads of the engine that score evidence, away from candidates and from the engine's own loop. */
export interface Judges {
  judge(task: JudgeTask, signal?: AbortSignal): Promise<JudgeAnswer>;
  draw(task: JudgeTask, signal?: AbortSignal): Promise<DrawAnswer>;
  close(): Promise<void>;
}

export function openJudges(problem: LoadedProblem, stages: readonly SandboxStage[], most: number): Judges {
  const workerData: JudgeData = { path: problem.path, inputs: stages.map((stage) => stage.inputs) };
  const pool = new Piscina({
    filename: workerFile('score').href,
    minThreads: 1,
    maxThreads: most,
    idleTimeout: 60_000,
    execArgv: [],
    workerData,
  });
  pool.on('error', () => {}); // a thread that dies between tasks is replaced
  const turns = takeTurns(most);
  /** The answer of the thread's function of that name, or why there is none. */
  const ask = async <Answer>(name: 'default' | 'draw', task: JudgeTask, signal?: AbortSignal) => {
    const what = name === 'draw' ? 'draw' : 'score';
    // By hand, and undone at once: signals that are made of signals and timers would pile up in a long run.
    const limit = new AbortController();
    const stop = () => limit.abort();
    await turns.begin();
    const timer = setTimeout(stop, patience);
    signal?.addEventListener('abort', stop);
    try {
      signal?.throwIfAborted();
      return (await pool.run(task, { name, signal: limit.signal })) as Answer;
    } catch (error) {
      signal?.throwIfAborted();
      if (limit.signal.aborted) return { broken: `${what} took longer than ${patience} ms` };
      return { broken: `${what} ended its thread: ${(error as Error).message}` };
    } finally {
      turns.end();
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  };
  return {
    judge: (task, signal) => ask<JudgeAnswer>('default', task, signal),
    draw: (task, signal) => ask<DrawAnswer>('draw', task, signal),
    close: () => pool.destroy(),
  };
}

/** Lets so many work at once; the others wait in line. */
function takeTurns(places: number) {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    async begin() {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    end() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
