import type { Entry } from '../../api/attempt.ts';
import { UsageError } from '../../api/errors.ts';
import type { RunRecord } from '../../record/read-record.ts';
import { shellWord } from '../../shell-word.ts';
import { type Change, type ChangedFile, changeTo, readChange } from './change.ts';
import { doubtOf, type Evidence, evidenceFor, type Trimmed } from './evidence.ts';
import { commitMessage } from './message.ts';
import type { UserGit } from './user-git.ts';
import { writeCommit } from './write-commit.ts';

export interface ApplyOptions {
  readonly population: string;
  /** The branch to make; undefined: the current branch gets the commit. */
  readonly branch: string | undefined;
  /** Replaces a branch of that name. */
  readonly force: boolean;
  /** Applies a candidate whose gain no audit confirmed. */
  readonly anyway: boolean;
  /** Puts the branch on the commit that the run began from, in place of the current one. */
  readonly atRun: boolean;
  /** Where the repository is now, if it was moved. */
  readonly repository?: string | undefined;
  /** The first line of the commit's message. */
  readonly subject?: string | undefined;
  /** Takes back parts of the change that are not needed; undefined where all are. Called once nothing else stands in the way. */
  readonly trim?: (() => Promise<Trimmed | undefined>) | undefined;
}

export interface Applied {
  readonly top: string;
  readonly commit: string;
  readonly parent: string;
  readonly files: readonly ChangedFile[];
  readonly evidence: Evidence;
}

/**
 * Commits a candidate into the repository that its run comes from. Only a new branch appears: the working tree, the index
 * and the current branch stay as they are, unless no branch is given.
 *
 * @throws {UsageError} where nothing proves a gain, the branch exists, or the repository has moved on in these files.
 */
export async function applyCandidate(record: RunRecord, entry: Entry, options: ApplyOptions): Promise<Applied> {
  const whole = await readChange(record, entry, options.repository);
  const { git, facts } = whole;
  checkGain(evidenceFor(record, entry, facts, options.population), options);
  await checkBranch(git, options);
  const parent = options.atRun ? facts.commit : await git.text(['rev-parse', 'HEAD']);
  await checkUnmoved(whole, parent);
  const trimmed = await options.trim?.();
  const change = trimmed ? await changeTo(trimmed.files, git, facts) : whole;
  const evidence = evidenceFor(record, entry, facts, options.population, trimmed);
  const commit = await writeCommit(change, parent, commitMessage(evidence, options.subject));
  await moveTo(git, commit, options);
  return { top: git.top, commit, parent, files: change.files, evidence };
}

function checkGain(evidence: Evidence, { anyway }: ApplyOptions): void {
  const doubt = doubtOf(evidence);
  if (doubt !== undefined && !anyway) throw new UsageError(`${doubt}\nTo apply it without that, pass --anyway.`);
}

async function checkBranch(git: UserGit, { branch, force }: ApplyOptions): Promise<void> {
  if (branch === undefined) return;
  if (!(await git.holds(['check-ref-format', '--branch', branch])))
    throw new UsageError(`${branch} is no name that git takes for a branch. Pass another: --branch NAME.`);
  if (force || !(await git.holds(['show-ref', '--verify', '--quiet', `refs/heads/${branch}`]))) return;
  throw new UsageError(
    `The repository has a branch ${branch} already. Pass another name (--branch NAME), or --force to replace it.`,
  );
}

async function checkUnmoved({ git, facts: { commit }, files }: Change, parent: string): Promise<void> {
  const paths = files.map(({ path }) => path);
  const names = await git.text(['diff', '--name-only', '-z', '--no-renames', commit, parent, '--', ...paths]);
  if (names === '') return;
  const moved = names.split('\0').filter(Boolean);
  const range = `${commit.slice(0, 10)}..HEAD`;
  throw new UsageError(
    `The repository has moved on since the run: ${moved.join(', ')} changed (git log ${range} -- ${moved.map(shellWord).join(' ')}).\n` +
      'Search again from there with "germline run", or pass --at-run: the branch then begins at the commit of the run, and you merge it.',
  );
}

/** Lets a branch point at the commit. The current branch only moves forward, and git refuses where that would overwrite changes. */
async function moveTo(git: UserGit, commit: string, { branch, force }: ApplyOptions): Promise<void> {
  if (branch === undefined) await git.text(['merge', '--ff-only', '--quiet', commit]);
  else await git.text(['branch', ...(force ? ['--force'] : []), '--no-track', branch, commit]);
}
