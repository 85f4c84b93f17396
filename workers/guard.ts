import type { Worker } from 'node:worker_threads';
import { millisecondsNow } from './clock.ts';
import type { SandboxAnswer } from './messages.ts';
import { processorTime, type Start } from './starts.ts';

/** Wall time that a task may take, in times of its limit: the machine is busy with other work as well. */
export const wallFactors = { shared: 10, alone: 100 };

/** A task that a thread runs. */
export interface Guarded {
  /** Processor time that it may use, in milliseconds. */
  readonly milliseconds: number;
  /** Nothing else runs in the process. */
  readonly alone: boolean;
  /** Undefined while no thread has begun it. */
  start(): Start | undefined;
  thread(id: number): Worker | undefined;
  stop(verdict: SandboxAnswer): void;
}

export function timedOut(milliseconds: number): SandboxAnswer {
  return { status: 'failed', reason: 'timed-out', message: `it used more than ${milliseconds} ms of processor time` };
}

/** What the wall clock alone says: the engine tries the program again, alone, before it counts. */
const stalled: SandboxAnswer = {
  ...{ status: 'failed', reason: 'stalled' },
  message: 'it ran far longer than its processor time allows: it waits for something, or the machine is busy',
};

/** Least time between two looks, in milliseconds: a look interrupts the thread. */
const leastPause = 5;
/** Least time that a thread has to answer a look, in milliseconds. */
const leastAnswer = 100;

/** Stops a task that uses more processor time than its limit, or takes far more wall time. Returns what ends the guard. */
export function guard(task: Guarded): () => void {
  const processBefore = process.cpuUsage();
  let ended = false;
  let timer: NodeJS.Timeout;
  const lookAfter = (pause: number) => {
    timer = setTimeout(() => void look(), pause);
  };
  const look = async () => {
    const start = task.start();
    if (!start) return lookAfter(task.milliseconds);
    const used = await usedBy(task, start, processBefore);
    if (ended) return;
    const verdict = judge(task, start, used);
    if (verdict) task.stop(verdict);
    else lookAfter(Math.max(leastPause, task.milliseconds - used));
  };
  lookAfter(task.milliseconds);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

/** Why a task must stop now, if it must. */
function judge({ milliseconds, alone }: Guarded, { wall }: Start, used: number): SandboxAnswer | undefined {
  if (used > milliseconds) return timedOut(milliseconds);
  const most = milliseconds * (alone ? wallFactors.alone : wallFactors.shared);
  return Number.isNaN(used) || millisecondsNow() - wall > most ? stalled : undefined;
}

/**
 * Processor time of a task so far, in milliseconds. A thread inside a builtin function does not answer. If it is alone,
 * half of the time of the process counts, as garbage collection in other threads may take the other half; otherwise the
 * time is unknown: NaN.
 */
async function usedBy({ milliseconds, alone, thread }: Guarded, start: Start, before: NodeJS.CpuUsage) {
  const silence = Promise.withResolvers<void>();
  const timer = setTimeout(silence.resolve, Math.max(leastAnswer, milliseconds));
  const answer = thread(start.thread)
    ?.cpuUsage()
    .catch(() => undefined);
  const usage = await Promise.race([answer, silence.promise]);
  clearTimeout(timer);
  if (usage) return processorTime(usage) - start.cpu;
  return alone ? processorTime(process.cpuUsage(before)) / 2 : Number.NaN;
}
