import { listGit } from '../../evaluation/repository/git.ts';
import { type Commit, readCommit } from '../commit.ts';
import { type Look, lookAt } from './look.ts';
import { type SuggestedPlace, suggestPlaces } from './places.ts';
import type { Proposal } from './proposal.ts';
import { proposalsFor } from './propose.ts';

/** What a folder of a repository lets propose. */
export interface Found {
  readonly commit: Commit;
  readonly look: Look;
  readonly proposals: readonly Proposal[];
  readonly suggested: readonly SuggestedPlace[];
}

/** @throws {UsageError} where the folder is in no repository, or that has no commit. */
export async function findProposals(folder: string): Promise<Found> {
  const commit = await readCommit(folder);
  const below = commit.folder === '' ? [] : ['--', `${commit.folder}/`];
  const words = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit.id, ...below];
  const names = await listGit(commit.root, words);
  const start = commit.folder === '' ? 0 : commit.folder.length + 1;
  const look = lookAt(
    commit,
    names.map((name) => name.slice(start)),
  );
  return { commit, look, proposals: proposalsFor(look), suggested: suggestPlaces(look) };
}
