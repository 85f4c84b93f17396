/**
 * The library: `import … from 'germline'`. Problems import it too, in every thread that scores, so that the engine is
 * loaded only when one of these functions is called.
 *
 * @module germline
 */

import { UsageError } from './api/errors.ts';
import type { LoadedProblem } from './api/problem.ts';
import type { RunClient } from './api/run.ts';
import type { OpenOptions, SearchOptions, SearchResult } from './compose/open-run.ts';

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

const oldestNode = 26;

/** @throws {UsageError} on an older Node, which could not read the engine's files. */
function checkNode(): void {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < oldestNode)
    throw new UsageError(`germline needs Node ${oldestNode} or newer; this is Node ${node}.`);
}

/** Reads a problem by its name, or by the path of its folder or of its `problem.ts`, and checks everything about it. */
export async function loadProblem(spec: string): Promise<LoadedProblem> {
  checkNode();
  return await (await import('./load-problem.ts')).loadProblem(spec);
}

/**
 * Opens a run for a client that asks, evaluates and tells: a new one, the one that the population holds, or, where
 * another process has it open, that one.
 */
export async function openRun(problem: string, options?: OpenOptions): Promise<RunClient> {
  checkNode();
  return await (await import('./compose/open-run.ts')).openRun(problem, options);
}

/** Runs the built-in search until its budget is spent or the signal ends it. */
export async function runSearch(problem: string, options?: SearchOptions): Promise<SearchResult> {
  checkNode();
  return await (await import('./compose/open-run.ts')).runSearch(problem, options);
}
