import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { enqueue } from '../../workers/enqueue.ts';
import { wallFactors } from '../../workers/guard.ts';
import type { FromHost, SandboxAnswer, SandboxPlan, SandboxTask, ToHost } from '../../workers/messages.ts';
import { EnvironmentError } from '../api/errors.ts';
import { environmentError } from '../environment-error.ts';
import { faultOf } from '../fault.ts';
import { endHost, startHost } from './host-process.ts';
import type { Jail } from './jail/jail.ts';
import { kill } from './jail/launch.ts';

/**
 * Most that a host may allocate in a jail, in MiB. It is far more than the host lets its threads use, since V8 reserves
 * memory that it never touches. Beyond it allocations fail, however fast they come.
 */
function mostMemory({ stages, threads }: SandboxPlan): number {
  const heap = Math.max(...stages.map(({ limits }) => limits.megabytes));
  return 4096 + threads * (2 * heap + 512);
}

/** Runs candidates in an evaluator host, and replaces the host when it dies. */
export interface Sandbox {
  /** Rejects with the signal's reason when aborted, or with an EnvironmentError when no host can be started. */
  run(task: SandboxTask, signal?: AbortSignal, urgent?: boolean): Promise<SandboxAnswer>;
  close(): Promise<void>;
}

interface Job {
  readonly id: string;
  readonly task: SandboxTask;
  /** It goes ahead of those that wait. */
  readonly urgent: boolean;
  readonly settle: PromiseWithResolvers<SandboxAnswer>;
  /** It is a suspect and has a host to itself. */
  alone: boolean;
  /** It is the first job of its host, so no other job left anything behind there. */
  first: boolean;
  /** How often a host died that had this job alone. */
  deathsAlone: number;
  /** Its wall time ran out beside other jobs, which may be their doing. */
  stalled: boolean;
  abandoned: boolean;
}

/** After this many failed starts in a row, the machine is at fault. */
const startsAllowed = 3;
/** Longest a host may stay silent beyond the wall time that its tasks have, in milliseconds. */
const silence = 20_000;

export async function openSandbox(plan: SandboxPlan, jail?: Jail): Promise<Sandbox> {
  const supervisor = new Supervisor(plan, jail);
  await supervisor.ready;
  return supervisor;
}

/**
 * Keeps a host supplied with jobs. When the host dies, every job it had is a suspect and runs again, alone. A job is
 * blamed for the death of a host only if it was the host's first and only job.
 */
class Supervisor implements Sandbox {
  readonly #plan: SandboxPlan;
  readonly #jail: Jail | undefined;
  readonly #waiting: Job[] = [];
  readonly #flying = new Map<string, Job>();
  readonly #suspects: Job[] = [];
  readonly #opened = Promise.withResolvers<void>();
  #host: ChildProcess | undefined;
  #ready = false;
  /** The host is dying: a job handed to it now would be lost, and suspected. */
  #ending = false;
  #used = false;
  #memory = false;
  #failedStarts = 0;
  #complaint = '';
  #broken: Error | undefined;
  #closed = false;
  #watchdog: NodeJS.Timeout | undefined;

  constructor(plan: SandboxPlan, jail: Jail | undefined) {
    this.#plan = plan;
    this.#jail = jail;
    this.#start();
  }

  get ready(): Promise<void> {
    return this.#opened.promise;
  }

  run(task: SandboxTask, signal?: AbortSignal, urgent = false): Promise<SandboxAnswer> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#broken) return Promise.reject(this.#broken);
    const settle = Promise.withResolvers<SandboxAnswer>();
    const flags = { alone: false, first: false, stalled: false, abandoned: false };
    const job: Job = { id: randomUUID(), task, urgent, settle, deathsAlone: 0, ...flags };
    const abandon = () => this.#abandon(job, signal!.reason);
    signal?.addEventListener('abort', abandon, { once: true });
    enqueue(this.#waiting, job);
    this.#supply();
    return job.settle.promise.finally(() => signal?.removeEventListener('abort', abandon));
  }

  async close() {
    this.#closed = true;
    clearTimeout(this.#watchdog);
    if (this.#host) await endHost(this.#host);
    this.#giveUp(new EnvironmentError('The evaluator pool was closed.'));
  }

  #start() {
    this.#ready = false;
    this.#ending = false;
    this.#used = false;
    this.#memory = false;
    this.#complaint = '';
    try {
      this.#host = startHost(this.#jail, mostMemory(this.#plan));
    } catch (error) {
      return this.#break(environmentError('The evaluator host does not start', error));
    }
    this.#listen(this.#host);
    this.#send({ kind: 'open', plan: this.#plan });
    this.#watch();
  }

  #listen(host: ChildProcess) {
    host.stderr!.on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000);
    });
    host.on('message', (message: FromHost) => this.#hear(message));
    host.once('error', (error) => this.#died(host, error));
    // Not 'exit': its last messages may still be on their way.
    host.once('close', (code, signal) => this.#died(host, new Error(`exit code ${code}, signal ${signal}`)));
  }

  #send(message: ToHost) {
    // A channel breaks when the host dies, which its exit reports.
    this.#host!.send(message, () => {});
  }

  #hear(message: FromHost) {
    if (message.kind === 'memory') {
      this.#memory = true;
      this.#end();
    } else if (message.kind === 'ready') {
      this.#ready = true;
      this.#failedStarts = 0;
      this.#opened.resolve();
    } else {
      // An unknown identifier answers no job.
      const job = this.#flying.get(message.id);
      this.#flying.delete(message.id);
      if (job) this.#answer(job, message.answer);
    }
    this.#watch();
    this.#supply();
  }

  #answer(job: Job, answer: SandboxAnswer) {
    const failed = answer.status === 'failed';
    if (failed && answer.reason === 'stalled' && !job.stalled) {
      job.stalled = true;
      if (!job.abandoned) this.#suspects.push(job);
      return;
    }
    job.settle.resolve(answer);
    // A suspect that failed may have left something behind that ends the host later.
    if (failed && job.alone && this.#suspects.length > 0) this.#end();
  }

  /** Hands out jobs: two for each thread, so that no thread waits for the channel; suspects one at a time. */
  #supply() {
    if (!this.#ready || this.#ending || this.#closed) return;
    if (this.#suspects.length > 0) {
      if (this.#flying.size === 0) this.#supplySuspect();
      return;
    }
    const alone = this.#flying.values().some((job) => job.alone);
    while (!alone && this.#waiting.length > 0 && this.#flying.size < 2 * this.#plan.threads)
      this.#hand(this.#waiting.shift()!);
  }

  /** A job that stalled gets a new host: a thread that did not end may still run in this one. */
  #supplySuspect() {
    if (this.#suspects[0]!.stalled && this.#used) return this.#end();
    const job = this.#suspects.shift()!;
    job.alone = true;
    this.#hand(job);
  }

  #hand(job: Job) {
    job.first = !this.#used;
    this.#used = true;
    this.#flying.set(job.id, job);
    const { id, task, alone, urgent } = job;
    this.#send({ kind: 'run', id, task, alone, urgent });
    this.#watch();
  }

  #abandon(job: Job, reason: unknown) {
    job.abandoned = true;
    for (const list of [this.#waiting, this.#suspects]) if (list.includes(job)) list.splice(list.indexOf(job), 1);
    if (this.#flying.has(job.id)) this.#send({ kind: 'cancel', id: job.id });
    job.settle.reject(reason);
  }

  /** Ends a host that stays silent although every limit has passed: it hangs as a whole. */
  #watch() {
    clearTimeout(this.#watchdog);
    if (this.#ready && this.#flying.size === 0) return;
    const longest = Math.max(...this.#plan.stages.map((stage) => stage.limits.milliseconds));
    const alone = this.#flying.values().some((job) => job.alone);
    const most = longest * (alone ? wallFactors.alone : wallFactors.shared);
    this.#watchdog = setTimeout(() => this.#end(), Math.min(most + silence, 2 ** 31 - 1));
  }

  #end() {
    this.#ending = true;
    if (this.#host) kill(this.#host);
  }

  #died(host: ChildProcess, cause: Error) {
    if (host !== this.#host || this.#closed) return;
    this.#host = undefined;
    clearTimeout(this.#watchdog);
    if (!this.#ready) this.#failedStarts++;
    this.#suspect([...this.#flying.values()].filter((job) => !job.abandoned));
    this.#flying.clear();
    if (this.#failedStarts < startsAllowed) return this.#start();
    this.#break(this.#describeStart(cause));
  }

  #describeStart(cause: Error): Error {
    const says = 'The evaluator host does not start';
    if (faultOf(cause)) return environmentError(says, cause);
    const complaint = this.#complaint.trim();
    const advice = complaint.includes('Resource temporarily unavailable')
      ? ` ${faultOf({ code: 'EAGAIN' })!.says}.`
      : '';
    return new EnvironmentError(`${says} (${cause.message})${complaint ? `: ${complaint}` : '.'}${advice}`, { cause });
  }

  #break(error: Error) {
    this.#broken = error;
    this.#giveUp(error);
  }

  #suspect(jobs: readonly Job[]) {
    for (const job of jobs) {
      const isSuspected = job.alone && job.first;
      if (isSuspected) job.deathsAlone++;
      // The user or the system may have ended the host, once; a candidate does it again.
      const guilty = isSuspected && (this.#memory || job.deathsAlone > 1);
      if (guilty) job.settle.resolve(this.#blame());
      else this.#suspects.push(job);
    }
  }

  #blame(): SandboxAnswer {
    return this.#memory
      ? { status: 'failed', reason: 'out-of-memory', message: 'it used more memory than the whole sandbox has' }
      : { status: 'failed', reason: 'crashed', message: 'the sandbox process died whenever it ran this program' };
  }

  #giveUp(error: Error) {
    this.#opened.reject(error);
    for (const job of [...this.#flying.values(), ...this.#suspects, ...this.#waiting]) job.settle.reject(error);
    for (const list of [this.#suspects, this.#waiting]) list.length = 0;
    this.#flying.clear();
  }
}
