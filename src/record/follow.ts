import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../api/errors.ts';
import type { Batch } from '../api/store.ts';
import type { Reader } from './git-reader.ts';

/** Milliseconds between two reads of the journal. */
const interval = 500;

/** Yields the batches after a journal commit as they become durable, until the signal aborts. */
export async function* follow(reader: Reader, after: string, signal: AbortSignal): AsyncGenerator<Batch> {
  for (let last = after; ; ) {
    await pause(interval, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const { journal } = await reader.branches().catch((cause: unknown) => {
      throw new EnvironmentError(`The population can no longer be read: ${(cause as Error).message.trim()}`, {
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
