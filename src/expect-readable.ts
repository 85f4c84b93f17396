import { access, constants } from 'node:fs/promises';
import { environmentError } from './environment-error.ts';

/** @throws {UsageError} where a folder may not be read: otherwise it looks as if nothing were there. */
export async function expectReadable(folder: string): Promise<void> {
  try {
    await access(`${folder}/.`, constants.R_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw environmentError(`${folder} cannot be read`, error);
  }
}
