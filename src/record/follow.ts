import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../api/errors.ts';
import type { Batch } from '../api/store.ts';
import type { Reader } from './git-reader.ts';

/** Milliseconds between two looks at the journal. */
const interval = 500;

/** What comes to a population after a journal commit, as it becomes durable, until the signal ends it. */
export async function* follow(reader: Reader, after: string, signal: AbortSignal): AsyncGenerator<Batch> {
  for (let last = after; ; ) {
    await pause(interval, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const { journal } = await reader.branches().catch((cause: unknown) => {
      throw new EnvironmentError(`The population cannot be read any more: ${(cause as Error).message.trim()}`, {
        cause,
      });
    });
    if (journal === last) continue;
    for await (const batch of reader.batches(last)) {
      yield batch;
      last = batch.journal;
    }
  }
}
