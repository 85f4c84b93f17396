import { setTimeout as pause } from 'node:timers/promises';
import { EnvironmentError } from '../../api/errors.ts';
import { follow } from '../../record/follow.ts';
import { Observed, type Sources } from './observed.ts';

/** Milliseconds between two checks whether a process writes the run. */
const interval = 2000;

/** Reads a run as it is now, and follows it until the signal aborts. */
export async function observe(sources: Sources, signal: AbortSignal): Promise<Observed> {
  const observed = new Observed(sources);
  let last = '';
  for await (const batch of sources.reader.batches()) {
    observed.take(batch);
    last = batch.journal;
  }
  await observed.look();
  void keepFollowing(observed, sources, last, signal);
  void lookAgain(observed, signal);
  return observed;
}

async function keepFollowing(
  observed: Observed,
  { reader }: Sources,
  after: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const batch of follow(reader, after, signal)) observed.take(batch);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof EnvironmentError)) throw error;
    observed.lose(error.message);
  }
}

async function lookAgain(observed: Observed, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(interval, undefined, { signal }).catch(() => {});
    await observed.look();
  }
}
