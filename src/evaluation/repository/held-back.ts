import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Moves files and folders out of a copy of a repository into a folder of the same shape, by their names below both.
 * Commands that only audits run see them again, laid over the copy.
 */
export async function holdBack(names: readonly string[], copy: string, folder: string): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await rename(join(copy, name), join(folder, name));
  }
}
