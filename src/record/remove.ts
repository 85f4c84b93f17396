import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lock } from './lock.ts';

/**
 * Removes a population for good, all or nothing: it is first renamed, so that no half of one is left under its name.
 *
 * @throws {UsageError} where a process writes it.
 */
export async function removePopulation(path: string): Promise<void> {
  await lock(path);
  const going = join(dirname(path), `.removed-${process.pid}-${basename(path)}`);
  await rename(path, going); // with the lock in it
  await rm(going, { recursive: true, force: true });
}
