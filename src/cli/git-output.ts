import { join } from 'node:path';
import { execa } from 'execa';
import { FailureError } from '../api/errors.ts';

/**
 * Runs a git command in a population, with git's own colours and pager on a terminal. With `other`, git also sees the
 * commits of that population.
 */
export async function showGit(path: string, args: readonly string[], other?: string): Promise<void> {
  const env = other === undefined ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(join(other, 'objects')) };
  const { failed, exitCode, signal } = await execa('git', ['-C', path, ...args], {
    stdio: 'inherit',
    env,
    reject: false,
  });
  // Closing the pager early ends git by SIGPIPE, which is no failure.
  if (failed && signal !== 'SIGPIPE' && exitCode !== 141)
    throw new FailureError(`git ${args[0]} failed; see what it printed above.`);
}
