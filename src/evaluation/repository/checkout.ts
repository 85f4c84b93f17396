import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../api/errors.ts';
import { foldersAbove } from '../folders-above.ts';
import { askGit, listGit } from './git.ts';

/** A file of a commit, or the commit of a submodule. */
interface Listed {
  readonly name: string;
  readonly kind: 'blob' | 'commit';
  readonly id: string;
}

/**
 * Writes the files of a commit into a folder, as a checkout would, submodules at their commits among them. Returns the
 * names of all files and folders. @throws {UsageError} where a submodule or a large file is not on this machine.
 */
export async function checkOut(root: string, commit: string, folder: string): Promise<ReadonlySet<string>> {
  const listed = await filesOf(root, commit);
  await mkdir(folder, { recursive: true });
  const index = { GIT_INDEX_FILE: `${folder}.index` };
  await askGit(root, ['read-tree', commit], index);
  await askGit(root, ['checkout-index', '--all', '--quiet', '--force', `--prefix=${folder}/`], index);
  await expectLargeFiles(root, folder);
  const names = listed.flatMap(({ name, kind }) => (kind === 'blob' ? [name] : []));
  for (const { name, id } of listed.filter(({ kind }) => kind === 'commit')) {
    if (!existsSync(join(root, name, '.git')))
      throw new UsageError(`The submodule ${name} is not there: run "git submodule update --init" in ${root} first.`);
    for (const one of await checkOut(join(root, name), id, join(folder, name))) names.push(`${name}/${one}`);
  }
  return new Set(names.flatMap((name) => [name, ...foldersAbove(name)]));
}

async function filesOf(root: string, commit: string): Promise<readonly Listed[]> {
  const lines = await listGit(root, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  return lines.map((line) => {
    const [about = '', name = ''] = line.split('\t');
    const [, kind, id = ''] = about.split(' ');
    return { name, kind: kind === 'commit' ? 'commit' : 'blob', id };
  });
}

/** The first line of what git keeps in place of a large file. */
const pointer = 'version https://git-lfs.github.com/spec/';

/** @throws {UsageError} where a file of Git LFS is a pointer to what is elsewhere. */
async function expectLargeFiles(root: string, folder: string): Promise<void> {
  if (!existsSync(join(folder, '.gitattributes'))) return;
  const large = await listGit(root, ['ls-files', '-z', '--', ':(attr:filter=lfs)']);
  for (const name of large) {
    const path = join(folder, name);
    if (existsSync(path) && (await beginningOf(path)).startsWith(pointer))
      throw new UsageError(
        `${name} is kept by Git LFS and is not on this machine: run "git lfs pull" in ${root} first.`,
      );
  }
}

async function beginningOf(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(pointer.length), 0, pointer.length, 0);
  return buffer.toString('latin1', 0, bytesRead);
}
