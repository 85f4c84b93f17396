import { join } from 'node:path';
import { type Failed, fail } from '../native/outcome.ts';
import type { Report } from '../native/overseer.ts';
import { readWithin } from '../read-within.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import { doubtsOf, failureOf } from './outcome.ts';
import type { RepositoryPlan } from './plan.ts';
import { type Printed, printedBy } from './printed.ts';
import { Shell } from './shell.ts';
import { usefulLines } from './useful-lines.ts';

/** Longest file of a measure, in bytes. */
const mostBytes = 64 * 2 ** 20;

/** One run of a measure: its number, and what the run took, in milliseconds. */
export interface Measured {
  readonly status: 'measured';
  readonly value: number;
  readonly cpuMilliseconds: number;
  readonly wallMilliseconds: number;
  /** What it printed on its standard output. */
  readonly printed: string;
}

/** Longest text that is compared, in characters. */
const longest = 1 << 20;

/** Measures in a space, again and again. */
export class Gauge {
  readonly #copy: CleanCopy;
  readonly #space: Space;
  readonly #plan: RepositoryPlan;
  readonly #shell: Shell;

  constructor(copy: CleanCopy, space: Space, plan: RepositoryPlan) {
    this.#copy = copy;
    this.#space = space;
    this.#plan = plan;
    this.#shell = new Shell(copy, space, plan);
  }

  /** Makes ready, so that the first run need not wait. */
  async start(): Promise<void> {
    await this.#shell.start();
  }

  /** Measures once; `seed` takes the place of {seed} in the command. */
  async measure(seed: number, signal?: AbortSignal): Promise<Measured | Failed> {
    const { root } = this.#copy.repository;
    const words = this.#plan.words.map((word) => word.replaceAll('{seed}', String(seed)));
    const ended = await this.#shell.run({ words, remove: this.#plan.command.file }, signal);
    const failed = failureOf(ended, { ...this.#plan, words }, root);
    if (failed) return failed;
    const [report, printed] = [ended.report!, printedBy(ended)];
    const value = await this.#valueOf(report, printed, words);
    if (typeof value !== 'number')
      return { ...fail('wrong', value.wrong, usefulLines(printed, root)), ...doubtsOf(ended) };
    const { cpuMilliseconds, wallMilliseconds } = report;
    return {
      ...{ status: 'measured', value, cpuMilliseconds, wallMilliseconds },
      printed: printed.stdout.slice(0, longest),
    };
  }

  async #valueOf({ cpuMilliseconds, wallMilliseconds }: Report, printed: Printed, words: readonly string[]) {
    const { command, wall } = this.#plan;
    if (!command.read) return wall ? wallMilliseconds : cpuMilliseconds;
    const line = words.join(' ');
    const file = await this.#fileOf(command.file);
    if (command.file !== undefined && file === undefined) return { wrong: `${line} wrote no file ${command.file}` };
    return numberOf(command.read({ ...printed, file }), line);
  }

  async #fileOf(name: string | undefined): Promise<string | undefined> {
    if (name === undefined) return undefined;
    const path = join(this.#copy.repository.folder, name);
    return await readWithin(this.#copy.pathIn(this.#space), this.#copy.pathIn(this.#space, path), mostBytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shell[Symbol.asyncDispose]();
  }
}

/** A number of which ratios can be made, or why there is none. */
function numberOf(
  reading: { readonly value: number } | { readonly wrong: string },
  line: string,
): number | { readonly wrong: string } {
  if ('wrong' in reading) return { wrong: `${line}: ${reading.wrong}` };
  if (Number.isFinite(reading.value) && reading.value > 0) return reading.value;
  return { wrong: `${line} measured ${reading.value}, and only numbers above 0 can be compared as ratios` };
}
