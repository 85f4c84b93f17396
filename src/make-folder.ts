import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; it may exist. The system's own way to do so tries without end where nothing can be
 * made, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  const made = await tryFolder(path);
  if (made !== 'ENOENT') return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path);
}

/** Undefined where it exists now, or `ENOENT` where a folder above is missing. */
async function tryFolder(path: string): Promise<'ENOENT' | undefined> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return code;
    if (code !== 'EEXIST') throw error;
    await stat(`${path}/.`); // fails where it is no folder
  }
  return undefined;
}
