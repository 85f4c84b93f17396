import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failed, fail } from '../native/outcome.ts';
import type { CleanCopy, Space } from './clean-copy.ts';
import type { RepositoryPlan } from './plan.ts';

/**
 * Files under version control that commands in a space changed or removed, as the space holds only what they did. Unknown
 * where spaces are whole copies: then there are none.
 */
export async function tamperedIn(copy: CleanCopy, space: Space): Promise<readonly string[]> {
  if (!copy.isLayered) return [];
  const written = await filesBelow(copy.pathIn(space), '');
  // What took the place of a folder, such as the kernel's mark that it is gone, has the folder's name.
  return written.filter((name) => copy.tracked.has(name));
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

/** Names of all files below a folder, and of marks that a file is gone; no link is followed. */
async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(root, name)));
    else found.push(name);
  }
  return found;
}
