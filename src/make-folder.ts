import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; it may exist, or be made by another process meanwhile. The system's own way to do so
 * tries without end where nothing can be made, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeInside(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeInside(path);
  }
}

/** Makes a folder inside one that exists; it may exist itself. */
async function makeInside(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await stat(`${path}/.`); // fails where it is no folder
  }
}
