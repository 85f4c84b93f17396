import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Feed } from '../../api/evaluator.ts';

/** A feed that lies on the disk. */
export interface FeedFiles {
  readonly stdin: string;
  /** The folder of its files; undefined if it has none. */
  readonly input: string | undefined;
  readonly args: readonly string[];
}

/** Writes what a run is given, once for all candidates. */
export async function writeFeed({ stdin = '', files, args = [] }: Feed, folder: string): Promise<FeedFiles> {
  const input = files && join(folder, 'files');
  await writeFiles(folder, { stdin });
  if (input) await writeFiles(input, files);
  return { stdin: join(folder, 'stdin'), input, args };
}

/**
 * Writes files into a folder, which is made where it is missing, as those below it are. Every user may read them, as
 * programs may run as another one.
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await makeFolder(folder);
  for (const [name, content] of Object.entries(files)) {
    if (name.includes('/')) await makeFolder(join(folder, dirname(name)));
    await writeFile(join(folder, name), content);
    await chmod(join(folder, name), 0o644);
  }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o755);
}
