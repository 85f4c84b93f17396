import { existsSync } from 'node:fs';
import type { Entry } from '../api/attempt.ts';
import { EnvironmentError, RunEnded, UsageError } from '../api/errors.ts';
import type { RunClient } from '../api/run.ts';
import { type OpenOptions, openRun } from '../compose/open-run.ts';
import { populationPath } from '../population-path.ts';
import { openReader } from '../record/git-reader.ts';
import { type RunRecord, readRecord } from '../record/read-record.ts';

type ServedOptions = OpenOptions & Required<Pick<OpenOptions, 'population' | 'sandbox'>>;

/** The run that a server offers. It is opened when it is first needed, and again after its owner ended. */
export class ServedRun implements AsyncDisposable {
  readonly problem: string;
  readonly options: ServedOptions;
  #opening: Promise<RunClient> | undefined;

  constructor(problem: string, options: ServedOptions) {
    this.problem = problem;
    this.options = options;
  }

  /** Works on the open run; once more where its owner ended meanwhile. */
  async use<T>(work: (run: RunClient) => Promise<T>): Promise<T> {
    try {
      return await this.#try(work);
    } catch (error) {
      if (!(error instanceof RunEnded)) throw error;
      return await this.#try(work);
    }
  }

  async #try<T>(work: (run: RunClient) => Promise<T>): Promise<T> {
    this.#opening ??= openRun(this.problem, this.options);
    const opening = this.#opening;
    try {
      return await work(await opening);
    } catch (error) {
      const isOpen = await opening.then(
        () => true,
        () => false,
      );
      if (!isOpen || error instanceof EnvironmentError) await this.#forget(opening);
      throw error;
    }
  }

  /** The next call opens the run again. */
  async #forget(opening: Promise<RunClient>): Promise<void> {
    if (this.#opening !== opening) return;
    this.#opening = undefined;
    await opening.then((run) => run.close()).catch(() => {});
  }

  /** Reads the record, beside whatever process writes it. */
  async read<T>(work: (record: RunRecord) => Promise<T>): Promise<T> {
    const record = await readRecord(await this.#path());
    try {
      return await work(record);
    } finally {
      await record.close();
    }
  }

  /** The latest attempts, the newest first. */
  async latest(count: number): Promise<readonly Entry[]> {
    await using reader = await openReader(await this.#path());
    const batches = await reader.latest(count);
    const entries = batches.flatMap((batch) => batch.entries);
    return entries.slice(-count).reverse();
  }

  async #path(): Promise<string> {
    const path = await populationPath(this.options.population);
    if (existsSync(path)) return path;
    throw new UsageError('Nothing was tried yet: the run begins with the first task. Use ask.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#opening) await this.#forget(this.#opening);
  }
}
