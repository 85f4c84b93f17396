import { totalmem } from 'node:os';
import { Piscina } from 'piscina';
import { millisecondsNow } from './clock.ts';
import type { FromHost, LastWords, SandboxAnswer, SandboxPlan, SandboxTask, ThreadData, ToHost } from './messages.ts';
import { threadFlags } from './thread-flags.ts';

/**
 * The evaluator host: a process that runs candidates in threads. It sees no problem file, no environment and no files
 * but its own. Its parent restarts it when it dies; when its parent dies, it ends.
 */

interface Job {
  readonly id: string;
  readonly task: SandboxTask;
  readonly stop: AbortController;
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
let starts: Float64Array;
let freeSlots: number[] = [];

async function open(opened: SandboxPlan) {
  plan = opened;
  const started = new SharedArrayBuffer(8 * plan.threads);
  starts = new Float64Array(started);
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
  starts[slot] = 0;
  underWay.set(job.id, job);
  const { milliseconds } = plan.stages[job.task.stage]!.limits;
  const guard = guardTime(job, slot, milliseconds);
  const answer = await run(job, slot, milliseconds);
  guard.end();
  underWay.delete(job.id);
  freeSlots.push(slot);
  send({ kind: 'answer', id: job.id, answer });
  startNext();
}

async function run({ task, stop }: Job, slot: number, milliseconds: number): Promise<SandboxAnswer> {
  lastWords.delete(slot);
  try {
    return await pool.run({ ...task, slot }, { signal: stop.signal });
  } catch (error) {
    return lastWords.get(slot) ?? explain(error as NodeJS.ErrnoException, stop.signal.aborted, milliseconds);
  }
}

function explain(error: NodeJS.ErrnoException, stopped: boolean, milliseconds: number): SandboxAnswer {
  if (stopped) return { status: 'failed', reason: 'timed-out', message: `it ran longer than ${milliseconds} ms` };
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { status: 'failed', reason: 'out-of-memory', message: `it used more than ${heapLimit()} MiB of heap` };
  return { status: 'failed', reason: 'crashed', message: `its thread died: ${error.message}` };
}

/** Stops a task at its time limit, counted from when its thread began it: a replaced thread takes a while to start. */
function guardTime(job: Job, slot: number, milliseconds: number) {
  const check = () => {
    const began = starts[slot]!;
    const left = began === 0 ? milliseconds : began + milliseconds - millisecondsNow();
    if (left <= 0) stop(job);
    else timer = setTimeout(check, left);
  };
  let timer = setTimeout(check, milliseconds);
  return { end: () => clearTimeout(timer) };
}

/** Longest a thread may take to end, in milliseconds. */
const endTimeout = 2000;

/**
 * Ends a job's thread. A thread that does not end takes the whole process with it, because some functions of the
 * language cannot be interrupted and would keep a processor busy for hours (`indexOf` on a list of four billion holes).
 */
function stop(job: Job) {
  const before = pool.threads;
  job.stop.abort();
  const after = new Set(pool.threads);
  for (const thread of before) {
    if (after.has(thread)) continue;
    const timer = setTimeout(end, endTimeout);
    thread.once('exit', () => clearTimeout(timer));
  }
}

function cancel(id: string) {
  const running = underWay.get(id);
  if (running) stop(running);
  const place = waiting.findIndex((job) => job.id === id);
  if (place < 0) return;
  waiting.splice(place, 1);
  send({ kind: 'answer', id, answer: { status: 'failed', reason: 'timed-out', message: 'cancelled' } });
}

process.on('message', (message: ToHost) => {
  if (message.kind === 'open') open(message.plan).catch(refuse);
  else if (message.kind === 'cancel') cancel(message.id);
  else {
    waiting.push({ id: message.id, task: message.task, stop: new AbortController() });
    startNext();
  }
});
process.on('disconnect', end);

/** Ends the process at once, whatever its threads are doing. */
function end() {
  process.kill(process.pid, 'SIGKILL');
}
