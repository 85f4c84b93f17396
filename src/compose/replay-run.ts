import type { Batch } from '../api/store.ts';
import { createStore } from '../record/create-store.ts';
import { openReader } from '../record/git-reader.ts';
import { replay } from '../run/replay.ts';
import { silentSearch } from './silent-search.ts';

/** What a replay found; `difference` says at which attempt and what, where it is not the same. */
export interface ReplayResult {
  readonly same: boolean;
  readonly attempts: number;
  readonly commits: number;
  readonly batches: number;
  readonly difference?: string;
}

/** Replays the population at `path` into a new one at `scratch` and compares the ids of all commits. */
export async function replayRun(path: string, scratch: string): Promise<ReplayResult> {
  const reader = await openReader(path);
  try {
    const { facts } = reader;
    const batches = await Array.fromAsync(reader.batches());
    const { search } = await silentSearch(facts);
    const rebuilt = await createStore(scratch, facts, {
      branches: () => search.population.branches(),
      batch: 'manual',
    });
    const difference = await replay(search, batches, rebuilt).finally(() => rebuilt.close());
    const attempts = search.population.told;
    const commits = batches.flatMap((batch) => batch.commits).filter((commit) => commit !== undefined).length;
    const found = { attempts, commits, batches: batches.length };
    if (difference) return { same: false, ...found, difference: `attempt ${difference.attempt}: ${difference.what}` };
    const differing = await firstDifferingBatch(batches, scratch);
    return differing ? { same: false, ...found, difference: differing } : { same: true, ...found };
  } finally {
    await reader.close();
  }
}

async function firstDifferingBatch(batches: readonly Batch[], scratch: string): Promise<string | undefined> {
  const reader = await openReader(scratch);
  try {
    const rebuilt = await Array.fromAsync(reader.batches());
    const index = batches.findIndex((batch, at) => batch.journal !== rebuilt[at]?.journal);
    return index < 0 ? undefined : `journal commit ${batches[index]?.journal}, rebuilt as ${rebuilt[index]?.journal}`;
  } finally {
    await reader.close();
  }
}
