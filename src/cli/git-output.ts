import { join } from 'node:path';
import { execa } from 'execa';
import { FailureError } from '../api/errors.ts';

/**
 * Shows what git prints about a population, with git's own colours and pager where there is a terminal. With `other`, git
 * sees the commits of that population too.
 */
export async function showGit(path: string, args: readonly string[], other?: string): Promise<void> {
  const env = other === undefined ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(join(other, 'objects')) };
  const { failed, exitCode, signal } = await execa('git', ['-C', path, ...args], {
    stdio: 'inherit',
    env,
    reject: false,
  });
  // A pager that is closed early ends git by SIGPIPE, which is no failure.
  if (failed && signal !== 'SIGPIPE' && exitCode !== 141)
    throw new FailureError(`git ${args[0]} failed; see what it printed above.`);
}
