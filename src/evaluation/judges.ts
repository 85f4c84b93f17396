import { Piscina } from 'piscina';
import type { JudgeAnswer, JudgeData, JudgeTask, SandboxStage } from '../../workers/messages.ts';
import type { LoadedProblem } from '../api/problem.ts';
import { workerFile } from './worker-file.ts';

/** Nothing that a score does to plain evidence takes this long, in milliseconds. */
const patience = 120_000;

/** Threads of the engine that score evidence, away from candidates and from the engine's own loop. */
export interface Judges {
  judge(task: JudgeTask, signal?: AbortSignal): Promise<JudgeAnswer>;
  close(): Promise<void>;
}

export function openJudges(problem: LoadedProblem, stages: readonly SandboxStage[], most: number): Judges {
  const workerData: JudgeData = { path: problem.path, inputs: stages.map((stage) => stage.inputs) };
  const pool = new Piscina({
    filename: workerFile('judge').href,
    minThreads: 1,
    maxThreads: most,
    idleTimeout: 60_000,
    execArgv: [],
    workerData,
  });
  pool.on('error', () => {}); // a thread that dies between tasks is replaced
  return {
    judge: async (task, signal) => {
      // By hand, and undone at once: signals that are made of signals and timers would pile up in a long run.
      const limit = new AbortController();
      const stop = () => limit.abort();
      const timer = setTimeout(stop, patience);
      signal?.addEventListener('abort', stop);
      try {
        signal?.throwIfAborted();
        return await pool.run(task, { signal: limit.signal });
      } catch (error) {
        signal?.throwIfAborted();
        if (limit.signal.aborted) return { broken: `score took longer than ${patience} ms` };
        return { broken: `score ended its thread: ${(error as Error).message}` };
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      }
    },
    close: () => pool.destroy(),
  };
}
