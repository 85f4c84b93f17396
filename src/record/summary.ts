import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bestOf } from '../api/direction.ts';
import type { RunFacts } from '../api/store.ts';
import { gitAt } from './git.ts';
import { openReader, type Reader } from './git-reader.ts';
import { isWritten } from './lock.ts';

/** The state of a run, from a few of its commits: reading it costs the same however long the run is. */
export interface RunSummary {
  readonly facts: RunFacts;
  /** The highest number of the newest attempts. */
  readonly attempts: number;
  /** Time by the clock of the run. */
  readonly milliseconds: number;
  readonly initial: number;
  readonly best: { readonly attempt: number; readonly score: number };
  /** Whether a process writes it. */
  readonly running: boolean;
  /** The last write, in milliseconds since 1970. */
  readonly written: number;
}

export async function summarise(path: string): Promise<RunSummary> {
  await using reader = await openReader(path);
  const [newest] = await reader.latest(1);
  const attempts = (newest?.entries ?? []).map(({ attempt }) => attempt);
  return {
    facts: reader.facts,
    attempts: Math.max(0, ...attempts.map(({ number }) => number)),
    milliseconds: Math.max(0, ...attempts.map(({ at }) => at)),
    initial: await initialScore(reader),
    best: await champion(path),
    running: await isWritten(path),
    written: await lastWrite(path),
  };
}

/** Score of the best initial program. */
async function initialScore(reader: Reader): Promise<number> {
  const scores: number[] = [];
  for await (const { entries } of reader.batches())
    for (const { attempt } of entries) {
      if (attempt.kind !== 'initial') return bestOf(reader.facts.direction, scores);
      if (attempt.outcome.status === 'scored') scores.push(attempt.outcome.score);
    }
  return bestOf(reader.facts.direction, scores);
}

async function champion(path: string): Promise<RunSummary['best']> {
  const trailer = (key: string) => `%(trailers:key=${key},valueonly)`;
  const format = `--format=${trailer('Attempt')}${trailer('Score')}`;
  const [attempt, score] = (await gitAt(path).raw('log', '-1', format, 'champion')).split('\n').map(Number);
  return { attempt: attempt ?? 0, score: score ?? Number.NaN };
}

async function lastWrite(path: string): Promise<number> {
  const ref = await stat(join(path, 'refs/heads/journal')).catch(() => stat(path));
  return ref.mtimeMs;
}
