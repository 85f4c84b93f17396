import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';

/** Reads the program at a path; files that are not given are those of the initial program. */
export async function readFiles(path: string, initial: Files): Promise<Files> {
  return { ...initial, ...(await readGiven(path, Object.keys(initial))) };
}

/** Reads the files at a path: a file replaces the entry, the first name; a folder must have all names. */
export async function readGiven(path: string, names: readonly string[]): Promise<Files> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`There is no file or folder ${path}.`);
  if (found.isFile()) return { [names[0] as string]: await readFile(path, 'utf8') };
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const given = new Map(files.map((file) => [relative(path, file).split(sep).join('/'), file]));
  const missing = names.filter((name) => !given.has(name));
  if (missing.length > 0)
    throw new UsageError(`The folder ${path} lacks these files of the program: ${missing.join(', ')}.`);
  const texts = names.map(async (name) => [name, await readFile(given.get(name) as string, 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}
