import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { RunEnded, UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import type { RunClient } from '../api/run.ts';
import type { SandboxLevel } from '../evaluation/jail/choose-jail.ts';
import { isFingerprintOf } from '../fingerprint.ts';
import { withFiles } from '../language/program.ts';
import { loadProblem } from '../load-problem.ts';
import { freePopulation, populationPath, underFreeName } from '../population-path.ts';
import { openReader } from '../record/git-reader.ts';
import { TakenError } from '../record/taken-error.ts';
import { likeFiles } from '../run/client-task.ts';
import type { Reporter } from '../run/engine.ts';
import type { Budget, Ending } from '../schedule/budget.ts';
import { attachRun } from '../share/attach.ts';
import type { SessionOptions } from './options.ts';
import { resumeSession } from './resume.ts';
import type { Session } from './session.ts';
import { startSession } from './start.ts';

export type { Budget, Ending, Reporter, SandboxLevel };

/**
 * Options of `openRun`. The defaults are those of the command line. Only the population counts where another process has
 * the run open; the seed, the settings and the initial programs count only where the run is new.
 */
export interface OpenOptions {
  /** Name or path of the population. One that exists is continued; otherwise it is made. Default: a new name. */
  readonly population?: string;
  /** Seed of everything random. Default: a random one. */
  readonly seed?: number;
  /** Options of the search by the names that `--set` knows, such as `{ islands: 2, deterministic: true }`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files of the programs to begin with. Default: the problem's own initial program. */
  readonly initial?: readonly Files[];
  /** Evaluations at once. Default: one for each core. */
  readonly workers?: number | undefined;
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
  if (existsSync(path)) await expectProblem(problem, path);
  return await enter(path, async () => (await openSession(problem, path, options, {}, false)).run);
}

/** Runs the built-in search until its budget is spent. */
export async function runSearch(problem: string, options: SearchOptions = {}): Promise<SearchResult> {
  const { budget = {}, signal = new AbortController().signal } = options;
  await using session = await underFreeName(problem, options.population, (path) =>
    openSession(problem, path, options, budget, true),
  );
  const ending = await session.evolve({ stop: signal, abort: new AbortController().signal });
  const { number, score, files } = await session.run.best();
  return { population: session.run.path, ending, best: { number, score, files } };
}

/** Works on the run of a population; once more from the beginning where the process that had it open ends meanwhile. */
export async function usePopulation<T>(
  path: string,
  how: Pick<SessionOptions, 'sandbox' | 'queue'> & { readonly reporter?: Reporter },
  work: (run: RunClient) => Promise<T>,
): Promise<T> {
  const options = { reporter: {}, ...how, path, search: false, limits: {} };
  for (;;) {
    try {
      await using run = await enter(path, async () => (await resumeSession(options)).run);
      return await work(run);
    } catch (error) {
      if (!(error instanceof RunEnded)) throw error; // otherwise another client has done its work
    }
  }
}

/** How long a process that has just taken a population may need until its run can be joined, in milliseconds. */
const longestOpening = 30_000;

/** Joins the run of a population, or opens it; of several clients that come at once, one opens it for all. */
async function enter(path: string, open: () => Promise<RunClient>): Promise<RunClient> {
  for (const begun = performance.now(); ; await setTimeout(100)) {
    const attached = existsSync(path) ? await attachRun(path) : undefined;
    if (attached) return attached;
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof TakenError) || performance.now() - begun > longestOpening) throw error;
    }
  }
}

async function pathOf(problem: string, { population = freePopulation(problem) }: OpenOptions): Promise<string> {
  return await populationPath(population);
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
  const programs = options.initial?.map((files) => withFiles(initial, likeFiles(initial.files, files)));
  return await startSession(spec, { ...common, seed, settings: { ...settings, ...budget }, initial: programs });
}

/** @throws {UsageError} if the population belongs to another problem. */
async function expectProblem(spec: string, path: string): Promise<void> {
  await using reader = await openReader(path);
  const { problem } = reader.facts;
  if (isFingerprintOf(problem.fingerprint, await loadProblem(spec))) return;
  throw new UsageError(
    `${path} is a population of the problem ${problem.name} as it was when it was made, and ${spec} is another problem ` +
      'or has changed. Name another population.',
  );
}
