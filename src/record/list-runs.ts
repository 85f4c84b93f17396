import pLimit from 'p-limit';
import { EnvironmentError, UsageError } from '../api/errors.ts';
import { type RunSummary, summarise } from './summary.ts';

/** A run of the list, or the reason why its population cannot be read. */
export type Listed = { readonly name: string } & (RunSummary | { readonly unreadable: string });

/** Runs read at once; each takes a few processes of git. */
const together = 8;

/** The states of all these runs, those that were written last first. */
export async function listRuns(
  names: readonly string[],
  pathOf: (name: string) => Promise<string>,
): Promise<readonly Listed[]> {
  const limit = pLimit(together);
  const runs = await Promise.all(names.map((name) => limit(() => readRun(name, pathOf))));
  return runs.sort((a, b) => writtenOf(b) - writtenOf(a));
}

async function readRun(name: string, pathOf: (name: string) => Promise<string>): Promise<Listed> {
  try {
    return { name, ...(await summarise(await pathOf(name))) };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof EnvironmentError)) throw error;
    return { name, unreadable: error.message };
  }
}

function writtenOf(run: Listed): number {
  return 'unreadable' in run ? 0 : run.written;
}
