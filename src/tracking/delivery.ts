import { setTimeout as sleep } from 'node:timers/promises';
import type { Described } from './describe-run.ts';
import { isFinal, type Mlflow, type MlflowStatus, type Texts } from './mlflow.ts';
import { type Point, Points } from './points.ts';

/** Times in milliseconds. */
export interface DeliveryPace {
  /** From one request to the next. */
  readonly send: number;
  /** Waits after failures in a row; the last one repeats. */
  readonly retry: readonly number[];
  /** For all that is left at the end of the run. */
  readonly end: number;
}

export const usualPace: DeliveryPace = { send: 5000, retry: [5000, 15_000, 60_000], end: 10_000 };

const idTag = 'germline.run';

/** Brings points to a server while a search goes on, which never waits for it. A server that fails is named once. */
export class Delivery {
  readonly #server: Mlflow;
  readonly #described: Described;
  readonly #pace: DeliveryPace;
  readonly #complain: (text: string) => void;
  readonly #points = new Points();
  readonly #over = new AbortController();
  /** Cancels requests when the end has waited long enough. */
  readonly #late = new AbortController();
  readonly #working: Promise<void>;
  #tags: Texts = {};
  #end: MlflowStatus | undefined;
  #run: string | undefined;
  #params: Texts;
  #failures = 0;
  #failure = '';

  constructor(server: Mlflow, described: Described, complain: (text: string) => void, pace = usualPace) {
    this.#server = server;
    this.#described = described;
    this.#params = described.params;
    this.#complain = complain;
    this.#pace = pace;
    this.#working = this.#work();
  }

  add(point: Point, tags: Texts = {}): void {
    this.#points.add(point);
    this.#tags = { ...this.#tags, ...tags };
  }

  /** Resolves when the server has everything, or has had its time for that. */
  async end(status: MlflowStatus): Promise<void> {
    this.#end = status;
    this.#over.abort();
    const timer = setTimeout(() => this.#late.abort(new Error('no answer in time')), this.#pace.end);
    await this.#working.finally(() => clearTimeout(timer));
    if (this.#points.count > 0) this.#say(`the last figures of this run are missing there: ${this.#failure}`);
  }

  async #work(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#try();
      const { send, retry } = this.#pace;
      const wait = this.#failures === 0 ? send : retry[Math.min(this.#failures, retry.length) - 1];
      await sleep(wait, undefined, { signal: this.#over.signal, ref: false }).catch(() => {});
    }
    await this.#try();
  }

  async #try(): Promise<void> {
    try {
      await this.#sendAll(this.#late.signal);
      if (this.#failures > 0) this.#say('takes figures again');
      this.#failures = 0;
    } catch (error) {
      this.#failure = describe(error);
      if (this.#failures++ === 0) this.#say(`${this.#failure}; the search goes on, and figures wait`);
    }
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    this.#run ??= await this.#open(signal);
    while (this.#points.count > 0) await this.#send(this.#run, this.#points.next(), signal);
    if (this.#end) await this.#server.update(this.#run, this.#end, signal);
  }

  async #send(run: string, points: readonly Point[], signal: AbortSignal): Promise<void> {
    const [params, tags] = [this.#params, this.#tags];
    try {
      await this.#server.log(run, { points, params, tags }, signal);
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.#say(`refuses figures: ${describe(error)}`);
    }
    this.#points.remove(points);
    this.#params = {};
    if (this.#tags === tags) this.#tags = {};
  }

  /** Goes on with the run of an earlier session, or begins one. */
  async #open(signal: AbortSignal): Promise<string> {
    const { name, id, isResumed, tags } = this.#described;
    const experiment = await this.#server.experiment(this.#described.experiment, signal);
    const found = isResumed ? await this.#server.runWith(idTag, id, experiment, signal) : undefined;
    if (found === undefined) return await this.#server.begin(experiment, name, { ...tags, [idTag]: id }, signal);
    this.#params = {}; // never changed once they are written
    await this.#server.update(found, 'RUNNING', signal);
    return found;
  }

  #say(text: string): void {
    this.#complain(`--mlflow ${this.#server.host}: ${text}`);
  }
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: reason } = (cause ?? {}) as NodeJS.ErrnoException;
  return reason || code || message;
}
