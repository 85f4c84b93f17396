import { existsSync } from 'node:fs';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import type { RunClient } from '../api/run.ts';
import type { OpenOptions } from '../compose/open-run.ts';
import { openRun } from '../compose/open-run.ts';
import { populationPath } from '../population-path.ts';
import { type RunRecord, readRecord } from '../record/read-record.ts';

/** The run that a server offers. It is opened when it is first needed, and again after its owner ended. */
export class ServedRun implements AsyncDisposable {
  readonly problem: string;
  readonly #options: OpenOptions & { readonly population: string };
  #opening: Promise<RunClient> | undefined;

  constructor(problem: string, options: OpenOptions & { readonly population: string }) {
    this.problem = problem;
    this.#options = options;
  }

  get population(): string {
    return this.#options.population;
  }

  /** Works on the open run. */
  async use<T>(work: (run: RunClient) => Promise<T>): Promise<T> {
    this.#opening ??= openRun(this.problem, this.#options);
    try {
      return await work(await this.#opening);
    } catch (error) {
      if (!(error instanceof UsageError)) await this.#reopenNextTime(error);
      throw error;
    }
  }

  /** Reads the record, beside whoever writes it. */
  async read<T>(work: (record: RunRecord) => Promise<T>): Promise<T> {
    const path = await populationPath(this.population);
    if (!existsSync(path)) throw new UsageError('Nothing was tried yet: the run begins with the first task. Use ask.');
    const record = await readRecord(path);
    try {
      return await work(record);
    } finally {
      await record.close();
    }
  }

  async #reopenNextTime(error: unknown): Promise<void> {
    const opening = this.#opening;
    if (!(error instanceof EnvironmentError)) return;
    this.#opening = undefined;
    await opening?.then((run) => run.close()).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opening?.catch(() => undefined))?.close();
  }
}
