import { randomUUID } from 'node:crypto';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../api/errors.ts';
import { makeFolder } from '../make-folder.ts';
import { gitAt } from './git.ts';
import { notesRef } from './notes.ts';
import { syncTree } from './sync.ts';

/** The notes, also where there are none: git complains of a name that it does not find, but not of a pattern. */
const notes = `${notesRef.slice(0, -1)}[${notesRef.slice(-1)}]`;

/**
 * Writes a population with all it holds, notes included, as one file, which `git clone` takes; safe while its run goes on. It is
 * repacked thoroughly, which makes it a third smaller.
 */
export async function writeBundle(path: string, file: string): Promise<void> {
  const draft = await mkdtemp(join(tmpdir(), 'germline-bundle-'));
  try {
    await gitAt(draft).raw('clone', '--mirror', '--quiet', path, 'all.git');
    const all = gitAt(join(draft, 'all.git'));
    await all.raw('repack', '-adfq', '--window=100', '--depth=60');
    await all.raw('bundle', 'create', '--quiet', resolve(file), '--branches', `--glob=${notes}`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Unpacks such a file into a population, whole or not at all. */
export async function unpackBundle(file: string, path: string): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  await makeFolder(draft);
  try {
    const git = gitAt(draft);
    await git.raw('init', '--bare', '--quiet', '--initial-branch=champion', '--template=');
    await git.raw('fetch', '--quiet', resolve(file), 'refs/heads/*:refs/heads/*', `${notesRef}*:${notesRef}*`);
    await syncTree(draft);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new UsageError(`${file} is no bundle of a population: ${(cause as Error).message.trim()}`, { cause });
  }
}
