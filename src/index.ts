import type { LoadedProblem } from './api/problem.ts';
import type { RunClient } from './api/run.ts';
import type { OpenOptions, SearchOptions, SearchResult } from './compose/open-run.ts';

/**
 * What `import … from 'germline'` offers. Problems import it too, in every thread that scores, so that the engine is
 * loaded only when one of these functions is called.
 */
export * from './api/index.ts';
export type {
  Budget,
  Ending,
  OpenOptions,
  Reporter,
  SandboxLevel,
  SearchOptions,
  SearchResult,
} from './compose/open-run.ts';

/** Reads a problem by its name, or by the path of its folder or of its `problem.ts`, and checks everything about it. */
export async function loadProblem(spec: string): Promise<LoadedProblem> {
  return await (await import('./load-problem.ts')).loadProblem(spec);
}

/**
 * Opens a run for a client that asks, evaluates and tells: a new one, the one that the population holds, or, where
 * another process has it open, that one.
 */
export async function openRun(problem: string, options?: OpenOptions): Promise<RunClient> {
  return await (await import('./compose/open-run.ts')).openRun(problem, options);
}

/** Runs the built-in search until its budget is spent or the signal ends it. */
export async function runSearch(problem: string, options?: SearchOptions): Promise<SearchResult> {
  return await (await import('./compose/open-run.ts')).runSearch(problem, options);
}
