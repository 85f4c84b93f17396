import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change, ChangedFile } from './change.ts';
import type { UserGit } from './user-git.ts';

/**
 * Writes a commit of the change on top of a parent, through an index of its own: the working tree, the user's index and
 * the branches stay as they are. Author, committer and signing are the user's; hooks of `git commit` do not run.
 */
export async function writeCommit({ git, files }: Change, parent: string, message: string): Promise<string> {
  const tree = await withFolder((folder) => writeTree(git, parent, files, { GIT_INDEX_FILE: join(folder, 'index') }));
  const signs = (await git.text(['config', '--type=bool', '--default=false', 'commit.gpgSign'])) === 'true';
  const options = signs ? ['-S'] : [];
  return await git.text(['commit-tree', ...options, '-p', parent, '-F', '-', tree], { input: message });
}

/** The patch that makes the change, for `git apply` at the top of the repository. What it takes is written beside the repository. */
export async function writePatch({ git, facts, files }: Change): Promise<string> {
  const objects = await git.text(['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  return await withFolder(async (folder) => {
    await mkdir(join(folder, 'objects')); // without it, git takes the repository for none
    const env = {
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects),
    };
    const tree = await writeTree(git, facts.commit, files, env);
    const diff = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--src-prefix=a/', '--dst-prefix=b/'];
    return (await git.bytes([...diff, facts.commit, tree, '--'], { env })).toString();
  });
}

type Places = Readonly<Record<string, string>>;

/** The tree of a commit with other texts in some files. Modes stay, and no filter changes a text on its way. */
async function writeTree(git: UserGit, commit: string, files: readonly ChangedFile[], env: Places): Promise<string> {
  await git.bytes(['read-tree', commit], { env });
  for (const { path, mode, after } of files) {
    const blob = await git.text(['hash-object', '-w', '--stdin'], { env, input: after });
    await git.bytes(['update-index', '-z', '--index-info'], { env, input: `${mode} ${blob}\t${path}\0` });
  }
  return await git.text(['write-tree', '--missing-ok'], { env });
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'germline-apply-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
