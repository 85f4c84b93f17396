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
      const limit = AbortSignal.timeout(patience);
      try {
        return await pool.run(task, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
      } catch (error) {
        signal?.throwIfAborted();
        if (limit.aborted) return { broken: `score took longer than ${patience} ms` };
        return { broken: `score ended its thread: ${(error as Error).message}` };
      }
    },
    close: () => pool.destroy(),
  };
}
