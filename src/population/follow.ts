import { setTimeout as pause } from 'node:timers/promises';
import type { Batch } from '../api/store.ts';
import type { Reader } from './git-reader.ts';

/** Milliseconds between two looks at the journal. */
const interval = 500;

/** The batches of a population, those that come while it is read too, until the signal ends it. Reads each batch once. */
export async function* follow(reader: Reader, signal: AbortSignal): AsyncGenerator<Batch> {
  let last: string | undefined;
  while (!signal.aborted) {
    const { journal } = await reader.branches();
    if (journal !== last)
      for await (const batch of reader.batches(last)) {
        yield batch;
        last = batch.journal;
      }
    await pause(interval, undefined, { signal }).catch(() => {});
  }
}
