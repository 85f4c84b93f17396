import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Systems and disks that cannot do this to a folder: what was renamed there lasts as well as they can. */
const unable: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM', 'EACCES', 'EBADF']);

/** Makes what was made, renamed and removed in a folder outlast a power cut. */
export async function syncFolder(path: string): Promise<void> {
  try {
    await sync(path);
  } catch (error) {
    if (!unable.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}

/** The same for everything below a folder, contents included. */
export async function syncTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) await syncTree(below);
    else if (entry.isFile()) await sync(below);
  }
  await syncFolder(path);
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}
