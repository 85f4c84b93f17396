import { posix } from 'node:path';
import type { Entry } from '../../api/attempt.ts';
import { UsageError } from '../../api/errors.ts';
import type { Files } from '../../api/program.ts';
import type { RepositoryFacts } from '../../api/store.ts';
import type { RunRecord } from '../../record/read-record.ts';
import { unmarkFiles } from '../places.ts';
import { formatFile } from './format-file.ts';
import { withLineEndsOf } from './line-ends.ts';
import { type UserGit, userGit } from './user-git.ts';

/** A file of the user's repository that a candidate changes. */
export interface ChangedFile {
  /** Its path below the top folder, with forward slashes. */
  readonly path: string;
  /** Its mode in git, such as `100755`. */
  readonly mode: string;
  readonly before: string;
  readonly after: string;
  /** The formatter that wrote it, or why the project's formatter did not; neither where there is none. */
  readonly formatted?: string;
  readonly unformatted?: string;
}

/** What a candidate changes in the repository that it comes from. */
export interface Change {
  readonly git: UserGit;
  readonly facts: RepositoryFacts;
  readonly files: readonly ChangedFile[];
}

/**
 * Reads what a candidate changes, as the repository writes it: without our marks, with the line ends of before, formatted.
 *
 * @throws {UsageError} where the run's program comes from no repository, the repository is gone or lacks the commit, or the
 * candidate changes nothing.
 */
export async function readChange(record: RunRecord, entry: Entry, top?: string): Promise<Change> {
  const facts = repositoryOf(record);
  const git = await openRepository(facts, top);
  const change = await changeTo(await record.files(entry), git, facts);
  if (change.files.length > 0) return change;
  throw new UsageError(`Attempt ${entry.attempt.number} is the unchanged code: there is nothing to apply.`);
}

/** What a program of the run changes. */
export async function changeTo(candidate: Files, git: UserGit, facts: RepositoryFacts): Promise<Change> {
  const originals = await readOriginals(git, facts, Object.keys(candidate));
  const written = Object.entries(unmarkFiles(candidate, originals));
  const files = await Promise.all(
    written.map(([name, text]) => changedFile(git, facts, { name, text, before: originals[name] as string })),
  );
  return { git, facts, files: files.filter(({ before, after }) => before !== after) };
}

function repositoryOf({ facts: { repository, problem } }: RunRecord): RepositoryFacts {
  if (repository) return repository;
  throw new UsageError(
    `${problem.name} is a problem of its own and comes from no repository. ` +
      "To get the winner's files: germline export POPULATION --to FOLDER, or --patch for a patch.",
  );
}

/** Opens the repository where the run found it, or at the place where it is now. */
async function openRepository({ root, commit }: RepositoryFacts, given = root): Promise<UserGit> {
  const inside = userGit(given);
  const found = await inside.text(['rev-parse', '--show-toplevel']).catch((cause: unknown) => {
    throw new UsageError(`There is no git repository at ${given}. Pass its place: --repository FOLDER.`, { cause });
  });
  const git = userGit(found);
  if (await git.holds(['cat-file', '-e', `${commit}^{commit}`])) return git;
  throw new UsageError(
    `The repository ${found} lacks the commit ${commit.slice(0, 10)}, where the run began. ` +
      'Fetch it, or pass the repository that has it: --repository FOLDER.',
  );
}

/** The texts of files at the commit where the run began, by their names in the program. */
async function readOriginals(
  git: UserGit,
  { folder, commit }: RepositoryFacts,
  names: readonly string[],
): Promise<Files> {
  const read = async (name: string) => {
    const blob = await git.bytes(['cat-file', 'blob', `${commit}:${posix.join(folder, name)}`]);
    return [name, blob.toString()] as const;
  };
  return Object.fromEntries(await Promise.all(names.map(read)));
}

async function changedFile(
  git: UserGit,
  { folder, commit }: RepositoryFacts,
  { name, text, before }: { readonly name: string; readonly text: string; readonly before: string },
): Promise<ChangedFile> {
  const path = posix.join(folder, name);
  const [mode = ''] = (await git.text(['ls-tree', commit, '--', path])).split(' ');
  const written = withLineEndsOf(before, text);
  const formatted = written === before ? undefined : await formatFile({ top: git.top, path, before, after: written });
  if (!formatted) return { path, mode, before, after: written };
  if ('unformatted' in formatted) return { path, mode, before, after: written, ...formatted };
  return { path, mode, before, after: withLineEndsOf(before, formatted.text), formatted: formatted.by };
}
