import type { Queue, Job as QueuedJob, QueueEvents } from 'bullmq';
import { cancel, cancelled, want } from './cancelled.ts';
import type { Job } from './messages.ts';
import type { Pace } from './pace.ts';
import { jobId } from './queue-name.ts';
import { prefix, type QueueServer } from './server.ts';

/** Answers are kept for others that ask the same. */
const kept = { age: 3600, count: 5000 };

/** A job that waits for its answer. */
interface OpenJob {
  readonly job: Job;
  readonly urgent: boolean;
  readonly answer: PromiseWithResolvers<unknown>;
  /** When the queue was last heard of it. */
  heard: number;
  /** How often it was sent. */
  sent: number;
  /** Whether a machine has begun with it. */
  begun: boolean;
  /** Settles once the queue has it. */
  sending: Promise<void>;
}

export interface OpenJobsOptions {
  readonly server: QueueServer;
  /** The name of the queue. */
  readonly name: string;
  readonly pace: Pace;
  /** Whether nobody will come for a job that waits. */
  readonly isHopeless: () => boolean;
  /** Hears why a machine could not do a job. */
  readonly onFailed?: (why: string) => void;
  /** Whether answers may come before the queue is listened to. */
  readonly early?: boolean;
}

const none = Promise.resolve();

/** Events that a queue of few jobs keeps. */
const fewEvents = { events: { maxLen: 200 } };

/** A job is sent so often at most: then it is evaluated here. */
const mostSent = 4;

/**
 * The jobs that wait for answers. The queue is not believed to keep them: what it lost is sent again, and what was
 * answered without being heard is fetched.
 */
export class OpenJobs implements AsyncDisposable {
  readonly #queue: Queue<Job, unknown>;
  readonly #events: QueueEvents;
  readonly #server: QueueServer;
  readonly #open = new Map<string, OpenJob>();
  readonly #timer: NodeJS.Timeout;
  readonly #pace: Pace;
  readonly #onFailed: (why: string) => void;
  readonly #dropping = new Set<Promise<void>>();
  #sweeping = false;
  #resent = 0;

  constructor({ server, name, pace, isHopeless, onFailed = () => {}, early = false }: OpenJobsOptions) {
    const { bullmq, connection } = server;
    this.#server = server;
    this.#pace = pace;
    this.#onFailed = onFailed;
    this.#queue = new bullmq.Queue<Job, unknown>(name, { connection, prefix, ...(early && { streams: fewEvents }) });
    this.#events = new bullmq.QueueEvents(name, { connection, prefix, ...(early && { lastEventId: '0-0' }) });
    this.#queue.on('error', () => {}); // the connection says it
    this.#events.on('error', () => {});
    this.#events.on('active', ({ jobId }) => this.#note(jobId, true));
    this.#events.on('stalled', ({ jobId }) => this.#note(jobId, false));
    this.#events.on('completed', ({ jobId, returnvalue }) => this.#settle(jobId, returnvalue));
    this.#events.on('failed', ({ jobId, failedReason }) => {
      if (failedReason === cancelled) this.#lookSoon(jobId);
      else this.#fail(jobId, failedReason);
    });
    // No further event tells of one that is done already.
    this.#events.on('duplicated', ({ jobId }) => this.#lookSoon(jobId));
    this.#timer = setInterval(() => this.#sweep(isHopeless), pace.sweep);
  }

  /** Jobs that no machine has begun. */
  get waiting(): number {
    return this.#open.values().reduce((count, { begun }) => count + (begun ? 0 : 1), 0);
  }

  /** Jobs that the queue had lost. */
  get resent(): number {
    return this.#resent;
  }

  /** Sends a job; its answer is undefined where it must be evaluated here. Equal jobs have one answer unless `nonce` differs. */
  async answerTo(
    job: Job,
    { nonce, urgent, signal }: { nonce: string; urgent: boolean; signal: AbortSignal | undefined },
  ) {
    signal?.throwIfAborted();
    const id = jobId(job, nonce);
    const open: OpenJob = {
      job,
      urgent,
      answer: Promise.withResolvers(),
      heard: performance.now(),
      sent: 0,
      begun: false,
      sending: none,
    };
    this.#open.set(id, open);
    const leave = () => open.answer.reject(signal?.reason);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      this.#send(id, open);
      return await open.answer.promise;
    } catch (error) {
      this.#drop(id, open);
      throw error;
    } finally {
      signal?.removeEventListener('abort', leave);
      this.#open.delete(id);
    }
  }

  /** Takes back a job that waits, and stops one that runs. */
  #drop(id: string, { sending }: OpenJob): void {
    const removing = async () => {
      await sending;
      const isFree = await this.#queue.remove(id);
      if (!isFree) await cancel(this.#server.connection, id);
    };
    // Where that fails it runs to its end, and counts for nothing.
    const dropping = removing()
      .catch(() => {})
      .finally(() => this.#dropping.delete(dropping));
    this.#dropping.add(dropping);
  }

  #send(id: string, open: OpenJob): void {
    open.sent++;
    open.begun = false;
    if (open.sent > mostSent) open.answer.resolve(undefined);
    const options = { jobId: id, lifo: open.urgent, removeOnComplete: kept, removeOnFail: kept };
    open.heard = performance.now();
    open.sending = this.#queue.add('evaluate', open.job, options).then(
      () => {},
      () => this.#settle(id, undefined),
    );
  }

  #settle(id: string, answer: unknown): void {
    this.#open.get(id)?.answer.resolve(answer);
  }

  #fail(id: string, why: string): void {
    if (this.#open.has(id)) this.#onFailed(why);
    this.#settle(id, undefined);
  }

  #note(id: string, begun: boolean): void {
    const open = this.#open.get(id);
    if (open) open.begun = begun;
  }

  /** Whether an answer is still waited for. One that is sent after that would be evaluated for nobody. */
  #isOpen(id: string, open: OpenJob): boolean {
    return this.#open.get(id) === open;
  }

  #lookSoon(id: string): void {
    const open = this.#open.get(id);
    if (open) this.#look(id, open, false).catch(() => {}); // the next sweep looks again
  }

  async #sweep(isHopeless: () => boolean): Promise<void> {
    const isAway = this.#server.connection.status !== 'ready';
    if (isAway && isHopeless()) for (const id of this.#open.keys()) this.#settle(id, undefined);
    if (isAway || this.#sweeping) return;
    this.#sweeping = true;
    const due = [...this.#open].filter(([, { heard }]) => performance.now() - heard >= this.#pace.sweep);
    await Promise.allSettled(due.map(([id, open]) => this.#look(id, open, isHopeless())));
    this.#sweeping = false;
  }

  async #look(id: string, open: OpenJob, isHopeless: boolean): Promise<void> {
    const state = await this.#queue.getJobState(id);
    if (!this.#isOpen(id, open)) return;
    open.heard = performance.now();
    open.begun = state === 'active'; // an event that says so may have been missed
    if (state === 'unknown') {
      this.#resent++;
      return this.#send(id, open);
    }
    if (state === 'completed' || state === 'failed') return await this.#take(id, open, state);
    if (!isHopeless) return;
    this.#settle(id, undefined);
    await this.#queue.remove(id); // fails where a worker that has gone still holds it
  }

  /** Takes what became of a job. It is read after its state: before, it may have had no answer yet. */
  async #take(id: string, open: OpenJob, state: 'completed' | 'failed'): Promise<void> {
    const found: QueuedJob<Job, unknown> | undefined = await this.#queue.getJob(id);
    if (state === 'completed') return this.#settle(id, found?.returnvalue);
    if (found?.failedReason !== cancelled) return this.#fail(id, found?.failedReason ?? '');
    // Somebody had cancelled it before it was wanted again.
    await Promise.all([want(this.#server.connection, id), found.remove()]);
    if (this.#isOpen(id, open)) this.#send(id, open);
  }

  /** What waits must have been cancelled before. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    // A server that is away is waited for without end.
    await Promise.race([this.#close(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
  }

  async #close(): Promise<void> {
    await Promise.all(this.#dropping);
    await Promise.allSettled([this.#queue.close(), this.#events.close()]);
  }
}
