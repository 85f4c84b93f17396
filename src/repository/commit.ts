import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from '../api/errors.ts';
import { askGit, listGit } from '../evaluation/repository/git.ts';
import { expectReadable } from '../expect-readable.ts';

/** A commit of a user's repository, seen from one of its folders. */
export interface Commit {
  /** Absolute, real path of the working tree. */
  readonly root: string;
  /** The folder, relative to the root; empty: the root itself. */
  readonly folder: string;
  readonly id: string;
  readonly tree: string;
  /** When it was made: seconds since 1970. */
  readonly date: number;
}

/** The commit that a revision names in a folder's repository. @throws {UsageError} where there is none, with what to do. */
export async function readCommit(folder: string, revision = 'HEAD'): Promise<Commit> {
  const ask = async (words: readonly string[], advice: string) => {
    const answer = await askGit(folder, words).catch((cause: unknown) => {
      throw new UsageError(advice, { cause });
    });
    return answer.trimEnd();
  };
  for (const path of [folder, join(folder, '.git')]) await expectReadable(path);
  const root = await ask(
    ['rev-parse', '--show-toplevel'],
    `${folder} is in no git repository, where candidates would come from: run "git init", "git add ." and "git commit" there.`,
  );
  const missing =
    revision === 'HEAD'
      ? `The repository ${root} has no commit yet, and candidates start from one: run "git add ." and "git commit" there.`
      : `The repository ${root} has no commit ${revision} any longer, from which this run began.`;
  // Unlike "git show", this never prints what the user's configuration adds, such as signatures.
  const words = ['rev-list', '--max-count=1', '--format=%T %ct', `${revision}^{commit}`, '--'];
  const [, id = '', tree = '', date] = (await ask(words, missing)).split(/\s+/);
  return { root, folder: relative(root, realpathSync(folder)).split('\\').join('/'), id, tree, date: Number(date) };
}

/** Whether a commit has a file or folder, by its path below the folder. */
export async function isThere({ root, folder, id }: Commit, name: string): Promise<boolean> {
  const words = ['ls-tree', '-z', '--name-only', '--full-tree', id, '--', join(folder, name)];
  return (await listGit(root, words)).length > 0;
}

/** The text of a file of a commit, by its path below the folder; undefined where it is not there. */
export async function textAt(commit: Commit, name: string): Promise<string | undefined> {
  const path = join(commit.folder, name);
  return (await isThere(commit, name))
    ? await askGit(commit.root, ['cat-file', 'blob', `${commit.id}:${path}`])
    : undefined;
}

/** Files below the folder that differ from the last commit, or are in none, by their paths relative to it. */
export async function changedFiles({ root, folder }: Commit): Promise<readonly string[]> {
  const words = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=normal'];
  const lines = await listGit(root, words);
  return lines.map((line) => relative(folder, line.slice(3)));
}
