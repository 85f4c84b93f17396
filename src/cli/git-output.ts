import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FailureError } from '../api/errors.ts';

/** Shows what git prints about a population, with git's own colours and pager where there is a terminal. */
export async function showGit(path: string, args: readonly string[]): Promise<void> {
  const child = spawn('git', ['-C', path, ...args], { stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  // A pager that is closed early ends git by SIGPIPE, which is no failure.
  if (code !== 0 && signal !== 'SIGPIPE' && code !== 141)
    throw new FailureError(`git ${args[0]} failed; see what it printed above.`);
}
