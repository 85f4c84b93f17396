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

/**
 * Why a candidate fails whose runs left files where the unchanged code leaves none but the number: results that are kept
 * for a later run are not measured again. Undefined where they left none.
 */
export async function describeLeft(
  copy: CleanCopy,
  { candidate, reference }: { readonly candidate: Space; readonly reference: Space },
  { words, command }: RepositoryPlan,
): Promise<Failed | undefined> {
  if (!copy.isLayered) return undefined;
  const number = command.file === undefined ? [] : [join('repository', copy.repository.folder, command.file)];
  const filesIn = async (space: Space) => {
    const all = (await entriesBelow(copy.folderOf(space), '')).filter(({ isFolder }) => !isFolder);
    return all.map(({ name }) => name).filter((name) => !number.includes(name));
  };
  const [own, other] = await Promise.all([filesIn(candidate), filesIn(reference)]);
  if (other.length > 0 || own.length === 0) return undefined;
  const some = own.slice(0, 5).join(', ');
  return fail('wrong', `${words.join(' ')} leaves files that the unchanged code does not: ${some}`);
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** All files and folders below a folder, and marks that one is gone; no link is followed, and a closed folder is a file. */
async function entriesBelow(root: string, folder: string): Promise<readonly Entry[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [{ name: folder, isFolder: false }];
  const found: Entry[] = folder === '' ? [] : [{ name: folder, isFolder: true }];
  for (const entry of entries) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    found.push(...(entry.isDirectory() ? await entriesBelow(root, name) : [{ name, isFolder: false }]));
  }
  return found;
}
