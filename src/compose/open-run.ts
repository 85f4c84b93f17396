import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import type { RunClient } from '../api/run.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { withFiles } from '../language/program.ts';
import { loadProblem } from '../load-problem.ts';
import { freePopulation, populationPath } from '../population-path.ts';
import { openReader } from '../record/git-reader.ts';
import type { Reporter } from '../run/engine.ts';
import type { Budget, Ending } from '../schedule/budget.ts';
import { attachRun } from '../share/attach.ts';
import { resumeSession } from './resume.ts';
import type { Session } from './session.ts';
import { startSession } from './start.ts';

/** Options of `openRun`. The defaults are those of the command line. */
export interface OpenOptions {
  /** Name or path of the population. One that exists is continued; otherwise it is made. Default: a new name. */
  readonly population?: string;
  /** Seed of everything random in a new run. Default: a random one. */
  readonly seed?: number;
  /** Options of a new search by the names that `--set` knows, such as `{ islands: 2, deterministic: true }`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files of the programs that a new run begins with. Default: the problem's own initial program. */
  readonly initial?: readonly Files[];
  /** Evaluations at once. Default: one for each core. */
  readonly workers?: number;
  /** How strong the sandbox must be. Default: as strong as this machine allows. */
  readonly sandbox?: SandboxLevel;
  /** Called with attempts and notices. */
  readonly reporter?: Reporter;
}

/** Options of `runSearch`. */
export interface SearchOptions extends OpenOptions {
  /** When it ends. Without any limit it goes on until it is interrupted. */
  readonly budget?: Budget;
  /** Ends the search: attempts under way are finished and recorded. */
  readonly signal?: AbortSignal;
}

/** The result of a search. */
export interface SearchResult {
  /** Path of the population. */
  readonly population: string;
  readonly ending: Ending;
  readonly best: { readonly number: number; readonly score: number; readonly files: Files };
}

/**
 * Opens a run for a client: a new one, the one that the population holds, or, where another process has it open, that
 * one. Close it when you are done; `await using` does.
 *
 * @throws {UsageError} where the problem or an option cannot be used.
 */
export async function openRun(problem: string, options: OpenOptions = {}): Promise<RunClient> {
  const path = await pathOf(problem, options);
  const attached = existsSync(path) ? await joinRun(problem, path) : undefined;
  return attached ?? (await openSession(problem, path, options, {}, false)).run;
}

/** Runs the built-in search until its budget is spent. */
export async function runSearch(problem: string, options: SearchOptions = {}): Promise<SearchResult> {
  const { budget = {}, signal = new AbortController().signal } = options;
  await using session = await openSession(problem, await pathOf(problem, options), options, budget, true);
  const ending = await session.evolve({ stop: signal, abort: new AbortController().signal });
  const { number, score, files } = await session.run.best();
  return { population: session.run.path, ending, best: { number, score, files } };
}

/** Joins the run of a population: through the process that has it open, or else by opening it. */
export async function openPopulation(
  path: string,
  options: Pick<OpenOptions, 'workers' | 'sandbox'> = {},
): Promise<RunClient> {
  const attached = existsSync(path) ? await attachRun(path) : undefined;
  if (attached) return attached;
  const { workers, sandbox = 'auto' } = options;
  return (await resumeSession({ path, workers, sandbox, reporter: {}, search: false, limits: {} })).run;
}

async function pathOf(problem: string, { population = freePopulation(problem) }: OpenOptions): Promise<string> {
  return await populationPath(population);
}

async function joinRun(problem: string, path: string): Promise<RunClient | undefined> {
  await expectProblem(problem, path);
  return await attachRun(path);
}

async function openSession(
  spec: string,
  path: string,
  options: OpenOptions,
  budget: Budget,
  search: boolean,
): Promise<Session> {
  const { workers, sandbox = 'auto', reporter = {}, seed = randomInt(2 ** 31), settings } = options;
  const common = { path, workers, sandbox, reporter, search };
  if (existsSync(path)) {
    await expectProblem(spec, path);
    return await resumeSession({ ...common, limits: budget });
  }
  const { initial } = await loadProblem(spec);
  const programs = options.initial?.map((files) => withFiles(initial, files));
  return await startSession(spec, { ...common, seed, settings: { ...settings, ...budget }, initial: programs });
}

/** @throws {UsageError} if the population belongs to another problem. */
async function expectProblem(spec: string, path: string): Promise<void> {
  const [{ fingerprint }, reader] = await Promise.all([loadProblem(spec), openReader(path)]);
  const { problem } = reader.facts;
  await reader.close();
  if (problem.fingerprint === fingerprint) return;
  throw new UsageError(`${path} is a population of the problem ${problem.name} as it was; ${spec} is another one now.`);
}
