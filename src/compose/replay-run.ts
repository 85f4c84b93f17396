import type { Program } from '../api/program.ts';
import type { Batch } from '../api/store.ts';
import { readRecordedConfig } from '../config.ts';
import { withFiles } from '../language/program.ts';
import { createStore } from '../record/create-store.ts';
import { openReader, type Reader } from '../record/git-reader.ts';
import { replay, type Source } from '../run/replay.ts';
import { mayAsk } from '../schedule/window.ts';
import { createState } from './create-state.ts';
import { silentModels } from './models.ts';
import { sameProblem } from './same-problem.ts';

/** The result of a replay; `difference` names the first attempt or commit that differs. */
export interface ReplayResult {
  readonly same: boolean;
  readonly attempts: number;
  readonly commits: number;
  readonly batches: number;
  /** Summaries that this version words in another way; the recorded ones count. */
  readonly reworded: number;
  readonly difference?: string;
}

/** Replays the population at `path` into a new one at `scratch` and compares the ids of all commits. */
export async function replayRun(path: string, scratch: string): Promise<ReplayResult> {
  await using reader = await openReader(path);
  const { facts } = reader;
  const config = readRecordedConfig(facts.config);
  const problem = await sameProblem(facts);
  const state = createState(problem, config, facts.seed, silentModels(config));
  const batches = await Array.fromAsync(reader.batches());
  const source = sourceOf(reader, batches, problem.initial, config);
  const rebuilt = await createStore(scratch, facts, { batch: 'manual' });
  const { difference, reworded } = await replay(state, source, rebuilt).finally(() => rebuilt.close());
  const commits = batches.flatMap(({ entries }) => entries).filter(({ commit }) => commit !== undefined).length;
  const found = { attempts: state.population.told, commits, batches: batches.length, reworded };
  if (difference) return { same: false, ...found, difference: `attempt ${difference.attempt}: ${difference.what}` };
  const differing = await firstDifferingBatch(batches, scratch);
  return differing ? { same: false, ...found, difference: differing } : { same: true, ...found };
}

function sourceOf(
  { facts, files }: Reader,
  batches: readonly Batch[],
  initial: Program,
  { deterministic, lag }: { readonly deterministic: boolean; readonly lag: number },
): Source {
  const commits = new Map(
    batches.flatMap(({ entries }) => entries.map(({ attempt, commit }) => [attempt.number, commit])),
  );
  return {
    batches,
    program: async (number) => withFiles(initial, await files(commits.get(number) as string)),
    mayAsk: (number, watermark) => !deterministic || mayAsk(number, watermark, lag, facts.initials),
  };
}

async function firstDifferingBatch(batches: readonly Batch[], scratch: string): Promise<string | undefined> {
  await using reader = await openReader(scratch);
  const rebuilt = await Array.fromAsync(reader.batches());
  const index = batches.findIndex((batch, at) => batch.journal !== rebuilt[at]?.journal);
  return index < 0 ? undefined : `journal commit ${batches[index]?.journal}, rebuilt as ${rebuilt[index]?.journal}`;
}
