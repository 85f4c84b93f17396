import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';

/** Reads the program at a path: a file replaces the entry; a folder must have the files of the initial program. */
export async function readFiles(path: string, initial: Files): Promise<Files> {
  const [entry] = Object.keys(initial);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`There is no file or folder ${path}.`);
  if (found.isFile()) return { ...initial, [entry as string]: await readFile(path, 'utf8') };
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
  const given = new Map(files.map((file) => [relative(path, file).split(sep).join('/'), file]));
  const missing = Object.keys(initial).filter((name) => !given.has(name));
  if (missing.length > 0)
    throw new UsageError(`The folder ${path} lacks these files of the program: ${missing.join(', ')}.`);
  const texts = Object.keys(initial).map(async (name) => [name, await readFile(given.get(name) as string, 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}
