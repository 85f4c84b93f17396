import { writeFile } from 'node:fs/promises';
import { UsageError } from '../api/errors.ts';

/** Writes a file, from parts where the whole may be too long for one text. @throws {UsageError} where it exists, unless forced. */
export async function writeNew(path: string, text: string | Iterable<string>, force: boolean): Promise<void> {
  await writeFile(path, text, { flag: force ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new UsageError(`${path} already exists: choose another place, or pass --force.`);
  });
}
