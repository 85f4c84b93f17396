import { totalmem } from 'node:os';
import { Piscina } from 'piscina';
import { enqueue } from './enqueue.ts';
import { guard } from './guard.ts';
import type { FromHost, LastWords, SandboxAnswer, SandboxPlan, SandboxTask, ThreadData, ToHost } from './messages.ts';
import { Starts, startBytes } from './starts.ts';
import { threadFlags } from './thread-flags.ts';

/**
 * The evaluator host: a process that runs candidates in threads. It sees no problem file, no environment and no files
 * but its own. Its parent restarts it when it dies; when its parent dies, it ends.
 */

interface Job {
  readonly id: string;
  readonly task: SandboxTask;
  /** Nothing else runs in this process. */
  readonly alone: boolean;
  /** It goes ahead of those that wait. */
  readonly urgent: boolean;
  readonly stop: AbortController;
  /** Why it was stopped. */
  verdict?: SandboxAnswer;
}

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const waiting: Job[] = [];
const underWay = new Map<string, Job>();
/** Answers of threads that are ending, by slot. */
const lastWords = new Map<number, SandboxAnswer>();
function send(message: FromHost) {
  process.send!(message);
}
let pool: Piscina;
let plan: SandboxPlan;
let starts: Starts;
let freeSlots: number[] = [];

async function open(opened: SandboxPlan) {
  plan = opened;
  const started = new SharedArrayBuffer(startBytes * plan.threads);
  starts = new Starts(started);
  freeSlots = Array.from({ length: plan.threads }, (_, slot) => slot);
  pool = new Piscina({
    filename: new URL(`./thread${extension}`, import.meta.url).href,
    minThreads: plan.threads,
    maxThreads: plan.threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    execArgv: threadFlags(process.execArgv),
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapLimit() },
    workerData: { plan, started } satisfies ThreadData,
  });
  pool.on('error', refuse);
  pool.on('message', ({ slot, answer }: LastWords) => lastWords.set(slot, answer));
  await pool.run(undefined, { name: 'warmUp' });
  pool.off('error', refuse).on('error', () => {}); // a thread that dies between tasks is replaced
  watchMemory();
  send({ kind: 'ready' });
}

/** Ends the host with the reason: threads that cannot start would be replaced without end. */
function refuse(error: Error) {
  process.stderr.write(`its threads do not start: ${error.message}\n`, end);
}

function heapLimit(): number {
  return Math.max(...plan.stages.map((stage) => stage.limits.megabytes));
}

/**
 * Watches the memory of the whole process, as buffers lie outside the heap limits of threads; beyond it, the host ends.
 */
function watchMemory() {
  const mebibyte = 2 ** 20;
  const most = memoryUsed() + (128 + plan.threads * (heapLimit() + 64)) * mebibyte;
  const limit = Math.min(most, 0.7 * totalmem());
  setInterval(() => {
    if (memoryUsed() > limit) process.send!({ kind: 'memory' } satisfies FromHost, end);
  }, 25);
}

/** Memory in use, in bytes. A jail has no /proc and shows the peak only, which serves as well. */
function memoryUsed(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

function startNext() {
  while (waiting.length > 0 && freeSlots.length > 0) void start(waiting.shift()!, freeSlots.pop()!);
}

async function start(job: Job, slot: number) {
  starts.forget(slot);
  underWay.set(job.id, job);
  const endGuard = guard({
    milliseconds: plan.stages[job.task.stage]!.limits.milliseconds,
    alone: job.alone,
    start: () => starts.read(slot),
    thread: (id) => pool.threads.find(({ threadId }) => threadId === id),
    stop: (verdict) => stop(job, verdict),
  });
  const answer = await run(job, slot);
  endGuard();
  underWay.delete(job.id);
  freeSlots.push(slot);
  send({ kind: 'answer', id: job.id, answer });
  startNext();
}

async function run(job: Job, slot: number): Promise<SandboxAnswer> {
  lastWords.delete(slot);
  try {
    return await pool.run({ ...job.task, slot }, { signal: job.stop.signal });
  } catch (error) {
    return lastWords.get(slot) ?? job.verdict ?? explain(error as NodeJS.ErrnoException);
  }
}

function explain(error: NodeJS.ErrnoException): SandboxAnswer {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { status: 'failed', reason: 'out-of-memory', message: `it used more than ${heapLimit()} MiB of heap` };
  return { status: 'failed', reason: 'crashed', message: `its thread died: ${error.message}` };
}

/** Longest a thread may take to end, in milliseconds. */
const endTimeout = 2000;

/**
 * Ends a job's thread. A thread that does not end takes the whole process with it, because some functions of the
 * language cannot be interrupted and would keep a processor busy for hours (`indexOf` on a list of four billion holes).
 */
function stop(job: Job, verdict: SandboxAnswer) {
  const before = pool.threads;
  job.verdict = verdict;
  job.stop.abort();
  const after = new Set(pool.threads);
  for (const thread of before) {
    if (after.has(thread)) continue;
    const timer = setTimeout(end, endTimeout);
    thread.once('exit', () => clearTimeout(timer));
  }
}

const cancelled: SandboxAnswer = { status: 'failed', reason: 'timed-out', message: 'cancelled' };

function cancel(id: string) {
  const running = underWay.get(id);
  if (running) stop(running, cancelled);
  const place = waiting.findIndex((job) => job.id === id);
  if (place < 0) return;
  waiting.splice(place, 1);
  send({ kind: 'answer', id, answer: cancelled });
}

process.on('message', (message: ToHost) => {
  if (message.kind === 'open') open(message.plan).catch(refuse);
  else if (message.kind === 'cancel') cancel(message.id);
  else {
    const { kind: _, ...job } = message;
    enqueue(waiting, { ...job, stop: new AbortController() });
    startNext();
  }
});
process.on('disconnect', end);

/** Ends the process at once, whatever its threads are doing. */
function end() {
  process.kill(process.pid, 'SIGKILL');
}
