import { join } from 'node:path';
import { execa } from 'execa';
import { FailureError } from '../api/errors.ts';
import { gitEnvironment } from '../record/git.ts';

/** What the user chose for terminals and pagers; none of it changes the text that git prints. */
const shown = [
  'TERM',
  'COLORTERM',
  'NO_COLOR',
  'COLUMNS',
  'LINES',
  'PAGER',
  'GIT_PAGER',
  'LESS',
  'LESSCHARSET',
  'HOME',
];

/**
 * Runs a git command in a population, with git's own colours and pager on a terminal, and free of the user's repository
 * and configuration. With `other`, git also sees the commits of that population.
 */
export async function showGit(path: string, args: readonly string[], other?: string): Promise<void> {
  const chosen = Object.fromEntries(shown.map((name) => [name, process.env[name]]));
  const alternates = other === undefined ? undefined : JSON.stringify(join(other, 'objects'));
  const env = { ...chosen, ...gitEnvironment(), GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates };
  const options = { stdio: 'inherit', env, extendEnv: false, reject: false } as const;
  const { failed, exitCode, signal } = await execa('git', ['--git-dir', path, ...args], options);
  // Closing the pager early ends git by SIGPIPE, which is no failure.
  if (failed && signal !== 'SIGPIPE' && exitCode !== 141)
    throw new FailureError(`git ${args[0]} failed; see what it printed above.`);
}
