import { constants, open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';

/**
 * The text of a file that a command wrote below a folder; undefined where there is none, or more than `most` bytes. What a candidate made a link is
 * none, so that the engine reads nothing outside of the folder. Nothing of the candidate runs meanwhile.
 */
export async function readWithin(folder: string, path: string, most: number): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    if (!real.startsWith(folder + sep)) return undefined;
    await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = await file.stat();
    return status.isFile() && status.size <= most ? await file.readFile('utf8') : undefined;
  } catch {
    return undefined;
  }
}
