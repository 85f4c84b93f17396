import type { Queue, Job as QueuedJob, QueueEvents } from 'bullmq';
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
}

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
  #sweeping = false;
  #resent = 0;

  /** `isHopeless` says whether nobody will come for a job that waits. */
  constructor(server: QueueServer, name: string, pace: Pace, isHopeless: () => boolean) {
    const { bullmq, connection } = server;
    this.#server = server;
    this.#pace = pace;
    this.#queue = new bullmq.Queue<Job, unknown>(name, { connection, prefix });
    this.#events = new bullmq.QueueEvents(name, { connection, prefix });
    this.#queue.on('error', () => {}); // the connection says it
    this.#events.on('error', () => {});
    this.#events.on('completed', ({ jobId, returnvalue }) => this.#settle(jobId, returnvalue));
    this.#events.on('failed', ({ jobId }) => this.#settle(jobId, undefined));
    // No further event tells of one that is done already.
    this.#events.on('duplicated', ({ jobId }) => this.#lookSoon(jobId));
    this.#timer = setInterval(() => this.#sweep(isHopeless), pace.sweep);
  }

  get count(): number {
    return this.#open.size;
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
    const id = jobId(job, nonce);
    const open: OpenJob = { job, urgent, answer: Promise.withResolvers(), heard: performance.now(), sent: 0 };
    this.#open.set(id, open);
    const cancel = () => open.answer.reject(signal?.reason);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      this.#send(id, open);
      return await open.answer.promise;
    } catch (error) {
      this.#queue.remove(id).catch(() => {}); // one that runs goes on to its end, and counts for nothing
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#open.delete(id);
    }
  }

  #send(id: string, open: OpenJob): void {
    open.sent++;
    if (open.sent > mostSent) open.answer.resolve(undefined);
    const options = { jobId: id, lifo: open.urgent, removeOnComplete: kept, removeOnFail: kept };
    open.heard = performance.now();
    this.#queue.add('evaluate', open.job, options).catch(() => this.#settle(id, undefined));
  }

  #settle(id: string, answer: unknown): void {
    this.#open.get(id)?.answer.resolve(answer);
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
    const found: QueuedJob<Job, unknown> | undefined = await this.#queue.getJob(id);
    open.heard = performance.now();
    if (!found) {
      this.#resent++;
      return this.#send(id, open);
    }
    const state = await found.getState();
    if (state === 'completed') return this.#settle(id, found.returnvalue);
    if (state === 'failed') return this.#settle(id, undefined);
    if (!isHopeless) return;
    this.#settle(id, undefined);
    await found.remove(); // fails where a worker that has gone still holds it
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const { answer } of this.#open.values()) answer.reject(new Error('the pool was closed'));
    const closing = Promise.allSettled([this.#queue.close(), this.#events.close()]);
    // A server that is away is waited for without end.
    await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
  }
}
