import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failed, fail } from '../native/outcome.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import type { RepositoryPlan } from './plan.ts';
import { replacedFolders } from './replaced-folders.ts';

/**
 * Files under version control that commands in a space changed or removed, and folders that they replaced, as the space
 * holds only what they did. Unknown where spaces are whole copies: then there are none.
 */
export async function tamperedIn(copy: CleanCopy, space: Space): Promise<readonly string[]> {
  if (!copy.isLayered) return [];
  const root = copy.pathIn(space);
  const written = await entriesBelow(root, '');
  // What took the place of a folder, such as the kernel's mark that it is gone, has the folder's name.
  const tracked = written.filter(({ name }) => copy.tracked.has(name));
  const folders = tracked.filter(({ isFolder }) => isFolder).map(({ name }) => join(root, name));
  const replaced = (await replacedFolders(folders)).map((path) => path.slice(root.length + 1));
  return [...tracked.flatMap(({ name, isFolder }) => (isFolder ? [] : [name])), ...replaced];
}

/** Why a candidate fails whose run changed files that the unchanged code leaves alone; undefined where it did not. */
export async function describeTampering(
  copy: CleanCopy,
  space: Space,
  { words, command }: RepositoryPlan,
): Promise<Failed | undefined> {
  const found = (await tamperedIn(copy, space)).filter((name) => !command.writes?.includes(name));
  if (found.length === 0) return undefined;
  return fail('wrong', `${words.join(' ')} changed files that are not the program's: ${found.slice(0, 5).join(', ')}`);
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** All files and folders below a folder, and marks that one is gone; no link is followed. */
async function entriesBelow(root: string, folder: string): Promise<readonly Entry[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found: Entry[] = [];
  for (const entry of entries) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const isFolder = entry.isDirectory();
    found.push({ name, isFolder }, ...(isFolder ? await entriesBelow(root, name) : []));
  }
  return found;
}
