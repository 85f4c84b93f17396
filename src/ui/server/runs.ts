import { UsageError } from '../../api/errors.ts';
import { type Listed, listRuns } from '../../record/list-runs.ts';
import type { ListedRun, RunName } from '../protocol.ts';
import type { Observation } from './observe-run.ts';
import type { Observed } from './observed.ts';

/** Where the runs of a server come from. */
export interface RunSource {
  /** The names of all runs there are now. */
  names(): Promise<readonly string[]>;
  path(name: string): Promise<string>;
  observe(run: RunName & { readonly path: string }): Promise<Observation>;
}

/** The runs of a server. A run is read when it is first asked for, and followed until the end. */
export class Runs {
  readonly #source: RunSource;
  /** The name of each run by its number in addresses, in the order in which they were first seen. */
  readonly #seen: string[] = [];
  readonly #opened = new Map<number, Promise<Observation>>();

  constructor(source: RunSource) {
    this.#source = source;
  }

  async names(): Promise<readonly RunName[]> {
    return (await this.#source.names()).map((name) => ({ id: this.#idOf(name), name }));
  }

  /** The states of all runs, those that were written last first. */
  async list(): Promise<readonly ListedRun[]> {
    const listed = await listRuns(await this.#source.names(), this.#source.path);
    return listed.map((run) => inShort(this.#idOf(run.name), run));
  }

  /** @throws {UsageError} if there is no such run, or it cannot be read. */
  async open(id: number): Promise<Observed> {
    if (!(await this.names()).some((run) => run.id === id)) throw new UsageError('There is no such run.');
    const opening = this.#opened.get(id) ?? this.#observe(id);
    this.#opened.set(id, opening);
    opening.catch(() => this.#opened.delete(id)); // the next request tries again
    return (await opening).observed;
  }

  /** The path of a run that was opened. */
  async path(id: number): Promise<string> {
    return await this.#source.path(this.#seen[id] ?? '');
  }

  /** The runs that were asked for so far. */
  async opened(): Promise<readonly Observed[]> {
    const settled = await Promise.allSettled(this.#opened.values());
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.observed] : []));
  }

  async close(): Promise<void> {
    const settled = await Promise.allSettled(this.#opened.values());
    await Promise.all(settled.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)));
  }

  async #observe(id: number): Promise<Observation> {
    return await this.#source.observe({ id, name: this.#seen[id] ?? '', path: await this.path(id) });
  }

  #idOf(name: string): number {
    const known = this.#seen.indexOf(name);
    return known >= 0 ? known : this.#seen.push(name) - 1;
  }
}

function inShort(id: number, run: Listed): ListedRun {
  if ('unreadable' in run) return { id, ...run };
  const { facts, ...state } = run;
  return { id, problem: facts.problem.name, direction: facts.direction, ...state };
}
