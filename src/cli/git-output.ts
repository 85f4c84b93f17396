import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FailureError } from '../api/errors.ts';

/**
 * Shows what git prints about a population, with git's own colours and pager where there is a terminal. With `other`, git
 * sees the commits of that population too.
 */
export async function showGit(path: string, args: readonly string[], other?: string): Promise<void> {
  const alternates = other && { GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(join(other, 'objects')) };
  const child = spawn('git', ['-C', path, ...args], { stdio: 'inherit', env: { ...process.env, ...alternates } });
  const [code, signal] = await once(child, 'exit');
  // A pager that is closed early ends git by SIGPIPE, which is no failure.
  if (code !== 0 && signal !== 'SIGPIPE' && code !== 141)
    throw new FailureError(`git ${args[0]} failed; see what it printed above.`);
}
