import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'bullmq';
import pLimit from 'p-limit';
import { UsageError } from '../api/errors.ts';
import type { Evaluation } from '../api/evaluation.ts';
import type { LoadedProblem } from '../api/problem.ts';
import type { Program } from '../api/program.ts';
import { repeatHere } from '../evaluation/audit.ts';
import type { StagedPool } from '../evaluation/cascade.ts';
import { openEvaluatorPool } from '../evaluation/evaluator-pool.ts';
import { chooseJail, layersAt, type SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { labelOf } from '../evaluation/labelled.ts';
import { adaptTo } from '../evaluation/python/adapt.ts';
import { adaptToCommands } from '../evaluation/repository/adapt.ts';
import { needsOf } from '../evaluation/stage-kind.ts';
import { type Survey, survey } from '../evaluation/survey.ts';
import { sameTexts, withFiles } from '../language/program.ts';
import { agreementOf } from './agreement.ts';
import { cancelled, cancelledOf } from './cancelled.ts';
import { Announcement, kindOfMachine, nameOfMachine, servedAs } from './machines.ts';
import { type Job, type Reply, readJob, type Terms } from './messages.ts';
import type { Pace } from './pace.ts';
import { queueName, queueOf } from './queue-name.ts';
import { prefix, type QueueServer } from './server.ts';
import { jails } from './trust.ts';
import { endOf, type WorkerEvent } from './worker-event.ts';

export interface ServeOptions {
  readonly problems: readonly LoadedProblem[];
  readonly server: QueueServer;
  /** Evaluations at once, for each of the problems. */
  readonly slots: number;
  readonly label: string | undefined;
  /** Which worker of which machine this is. */
  readonly id: string;
  readonly sandbox: SandboxLevel;
  readonly pace: Pace;
  readonly hear: (event: WorkerEvent) => void;
}

/** A machine that evaluates programs for the runs of others. */
export interface Service {
  /** Evaluations under way, and those that are done. */
  readonly busy: number;
  readonly done: number;
  /** Rejects with a UsageError where this machine must not serve. Resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more; what is under way is finished. */
  stop(): Promise<void>;
}

/** Why an evaluation ends whose answer counts for nothing, as the queue gives the job to others. */
const takenBack = 'this machine was silent for too long, so the queue took the job back';

/** Serves problems over a queue until it is stopped. */
export function serve(options: ServeOptions): Service {
  return new QueueService(options);
}

class QueueService implements Service {
  readonly #options: ServeOptions;
  readonly #workers: Worker[] = [];
  /** Workers that have got through to the server. */
  readonly #ready = new WeakSet<Worker>();
  readonly #desks: readonly Desk[];
  readonly #announcement: Announcement;
  readonly #running = new Map<string, AbortController>();
  readonly #timer: NodeJS.Timeout;
  readonly #end = Promise.withResolvers<void>();
  #stopped: Promise<void> | undefined;
  #isAway = false;
  done = 0;

  constructor(options: ServeOptions) {
    const { problems, server, pace } = options;
    this.#options = options;
    this.#desks = problems.map((problem) => new Desk(problem, options));
    for (const desk of this.#desks) for (const queue of desk.queues) this.#open(desk, queue);
    this.#announcement = new Announcement(
      server.connection,
      pace,
      () => this.#describe(),
      (why) => this.#leave(why),
    );
    // Looking may fail while the server is away: the next look may not.
    this.#timer = setInterval(() => void this.#stopCancelled().catch(() => {}), pace.beat);
    server.connection.on('close', () => this.#noteAway(true));
    server.connection.on('ready', () => this.#noteAway(false));
  }

  get ended(): Promise<void> {
    return this.#end.promise;
  }

  get busy(): number {
    return this.#desks.reduce((sum, desk) => sum + desk.busy, 0);
  }

  /** Stops what nobody waits for any longer. */
  async #stopCancelled(): Promise<void> {
    this.#giveUp(await cancelledOf(this.#options.server.connection, [...this.#running.keys()]), cancelled);
  }

  /** Stops jobs whose answers count for nothing. */
  #giveUp(jobs: readonly string[], why: string): void {
    for (const job of jobs) this.#running.get(job)?.abort(new Error(why));
  }

  #open(desk: Desk, queue: string): void {
    const { server, slots, pace, id } = this.#options;
    const work = ({ id: job = '', data }: { id?: string; data: unknown }) => this.#work(desk, job, data);
    const worker = new server.bullmq.Worker(queue, work, {
      ...{ connection: server.connection, prefix, concurrency: slots, name: id },
      ...{ lockDuration: pace.lock, stalledInterval: pace.stalled, maxStalledCount: 2 },
    });
    worker.on('error', () => {}); // the connection says it, and a job that was taken back is another's
    worker.on('lockRenewalFailed', (jobs) => this.#giveUp(jobs, takenBack));
    worker.waitUntilReady().then(
      () => this.#ready.add(worker),
      () => {},
    );
    this.#workers.push(worker);
  }

  async #work(desk: Desk, id: string, data: unknown): Promise<Reply> {
    const stop = new AbortController();
    const begun = performance.now();
    const tell = (end: ReturnType<typeof endOf>) => this.#tellJob(desk, id, performance.now() - begun, end);
    this.#running.set(id, stop);
    try {
      const answer = await desk.answer(readJob(data), stop.signal);
      tell(endOf(answer));
      return answer;
    } catch (error) {
      const { message } = error as Error;
      tell({ status: message === cancelled ? 'cancelled' : 'error', message });
      if (error instanceof UsageError) this.#fail('refused', error);
      throw error;
    } finally {
      if (this.#running.get(id) === stop) this.#running.delete(id); // it may have come again
      this.done++;
    }
  }

  #describe() {
    const { id, slots, label } = this.#options;
    const serves = this.#desks.map(({ problem, queue }) => servedAs(problem, queue));
    const { busy, done } = this;
    return {
      id,
      slots,
      busy,
      done,
      kind: kindOfMachine(),
      layers: [...this.#desks[0]!.layers],
      serves,
      ...(label !== undefined && { label }),
    };
  }

  #noteAway(isAway: boolean): void {
    if (isAway === this.#isAway || this.#stopped) return;
    this.#isAway = isAway;
    this.#options.hear({ event: isAway ? 'away' : 'back' });
  }

  /** Ends, as a run trusts this machine no longer. */
  #leave(why: string): void {
    const hint = 'Its problem, its Node or its processor may be other than there.';
    this.#fail('put-aside', new UsageError(`A run has put this machine aside: it ${why}. ${hint}`));
  }

  #tellJob(desk: Desk, job: string, milliseconds: number, end: ReturnType<typeof endOf>): void {
    const problem = desk.problem.problem.name;
    this.#options.hear({ event: 'job', problem, job, milliseconds: Math.round(milliseconds), ...end });
  }

  #fail(event: 'refused' | 'put-aside', error: UsageError): void {
    if (!this.#stopped) this.#options.hear({ event, message: error.message });
    this.#end.reject(error);
    this.stop().catch(() => {}); // the error says more
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { server, pace } = this.#options;
    const isAway = server.connection.status !== 'ready';
    // Without its server nothing can be handed in, and after a lock's time others have the jobs.
    for (const until = performance.now() + pace.lock; isAway && this.busy > 0 && performance.now() < until; )
      await setTimeout(100);
    await Promise.all(this.#workers.map((worker) => worker.close(isAway || !this.#ready.has(worker))));
    clearInterval(this.#timer);
    await this.#announcement[Symbol.asyncDispose]();
    await Promise.all(this.#desks.map((desk) => desk.close()));
    this.#end.resolve();
  }
}

/** Runs whose pools stay open while others are used. */
const openRuns = 2;

/** What a run's evaluations share. */
interface Opened {
  readonly problem: LoadedProblem;
  readonly pool: Promise<StagedPool>;
  /** The initial program's evaluation here. */
  readonly initial: Promise<Evaluation>;
  users: number;
}

/** Evaluates the programs of one problem, for runs with different terms. */
class Desk {
  readonly problem: LoadedProblem;
  readonly queue: string;
  /** The queue that all machines share, and one of this machine's own where those with a label may be asked by name. */
  readonly queues: readonly string[];
  readonly layers: readonly string[];
  readonly #options: ServeOptions;
  readonly #opened = new Map<string, Opened>();
  /** What comes by name waits like what comes to all. */
  readonly #limit: ReturnType<typeof pLimit>;

  constructor(problem: LoadedProblem, options: ServeOptions) {
    this.problem = problem;
    this.queue = queueName(problem, options.label);
    const isNamed = labelOf(problem.problem.evaluator.stages) !== undefined;
    this.queues = [this.queue, ...(isNamed ? [queueOf(nameOfMachine(options.id), this.queue)] : [])];
    this.layers = layersAt(options.sandbox, needsOf(problem));
    this.#options = options;
    this.#limit = pLimit(options.slots);
  }

  get busy(): number {
    return this.#limit.activeCount;
  }

  /** @throws {UsageError} where this machine does not fit the run. */
  async answer(job: Job, signal: AbortSignal): Promise<Reply> {
    return await this.#limit(async () => {
      signal.throwIfAborted();
      const sender = { machine: this.#options.id, layers: this.layers, kind: kindOfMachine() };
      return { ...sender, ...(await this.#do(job, signal)) };
    });
  }

  async #do(job: Job, signal: AbortSignal) {
    const { terms, task } = job;
    if (task?.kind === 'survey') return { survey: await this.#survey(terms, task.brief) };
    const opened = this.#open(terms);
    opened.users++;
    try {
      return await this.#evaluate(opened, job, signal);
    } finally {
      opened.users--;
    }
  }

  async #evaluate({ problem, pool, initial }: Opened, { terms, files, passed, task }: Job, signal: AbortSignal) {
    const program = this.#program(files);
    const own = await initial;
    // A run that does not know yet what the initial program gets wants to hear that.
    if (terms.initial === undefined && sameTexts(program, problem.initial)) return { evaluation: own };
    this.#expectSame(own, terms);
    if (task?.kind === 'repetition') {
      const jail = chooseJail(this.#options.sandbox);
      const { candidate, initial } = await repeatHere({ problem, jail }, program, task, signal);
      return { repetition: { candidate, ...(initial && { initial }) } };
    }
    if (task?.kind !== 'glance') return { evaluation: await (await pool).finish(program, passed, signal) };
    const score = await (await pool).glance(program, task.stage, signal);
    return { glance: Number.isNaN(score) ? null : score };
  }

  /** The program of a job, which may come from anyone. */
  #program(files: Job['files']): Program {
    const { initial } = this.problem;
    const names = JSON.stringify(files.map(([name]) => name));
    if (names !== JSON.stringify(Object.keys(initial.files))) throw new Error(`the files are ${names.slice(0, 200)}`);
    return withFiles(initial, Object.fromEntries(files));
  }

  async #survey(terms: Terms, brief: boolean): Promise<Survey> {
    this.#expectJail(terms);
    return await survey(this.problem, { seed: terms.seed, sandbox: this.#options.sandbox, brief });
  }

  #open({ initial: _, ...terms }: Terms): Opened {
    const key = JSON.stringify(terms);
    const known = this.#opened.get(key);
    if (known) return known;
    this.#closeUnused();
    const problem = adaptToCommands(terms.commands, adaptTo(terms.nature, this.problem));
    const pool = this.#openPool(problem, terms);
    const initial = pool.then((opened) => opened.evaluate(problem.initial));
    const opened = { problem, pool, initial, users: 0 };
    initial.catch(() => this.#opened.delete(key));
    this.#opened.set(key, opened);
    return opened;
  }

  #closeUnused(): void {
    for (const [key, { users, pool }] of this.#opened) {
      if (this.#opened.size < openRuns || users > 0) continue;
      this.#opened.delete(key);
      pool.then((it) => it.close()).catch(() => {}); // it never opened
    }
  }

  async #openPool(problem: LoadedProblem, terms: Terms): Promise<StagedPool> {
    this.#expectJail(terms);
    const { sandbox, slots } = this.#options;
    return await openEvaluatorPool({ problem, workers: slots, seed: terms.seed, jail: chooseJail(sandbox) });
  }

  #expectJail({ jailed }: Terms): void {
    if (!jailed || this.layers.some((layer) => jails.includes(layer))) return;
    throw new UsageError(
      `The run of ${this.problem.problem.name} wants a sandbox of the operating system, and this machine has ${this.layers.join(', ')}: "germline doctor" says why.`,
    );
  }

  #expectSame(evaluation: Evaluation, { initial }: Terms): void {
    const { name, evaluator } = this.problem.problem;
    const own = agreementOf(evaluator, evaluation);
    if (initial === undefined || own === initial) return;
    throw new UsageError(
      `The initial program of ${name} gets ${own} here and ${initial} at the run, so scores of this machine would not compare: use the same Node, and a processor of the same kind.`,
    );
  }

  async close(): Promise<void> {
    const all = [...this.#opened.values()].map(async ({ pool }) => await (await pool).close());
    await Promise.allSettled(all);
  }
}
