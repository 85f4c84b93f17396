import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { simpleGit } from 'simple-git';
import { UsageError } from '../api/errors.ts';
import { environmentError } from '../environment-error.ts';

const oldest = [2, 39] as const;

/** The environment of every git that we start: free of the user's configuration, hooks and repository. */
export function gitEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    // Later versions of git have other defaults; commit ids must not depend on the version.
    GIT_DEFAULT_HASH: 'sha1',
    GIT_DEFAULT_REF_FORMAT: 'files',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** simple-git on a population, for everything off the hot path. */
export function gitAt(path: string) {
  const environment = gitEnvironment();
  const unsafe = { allowUnsafeConfigPaths: true, allowUnsafeTemplateDir: true };
  return simpleGit(path, { unsafe, allowEnvironment: Object.keys(environment) }).env(environment);
}

/** Returns git's version. @throws {UsageError} if git is missing or too old. */
export async function checkGit(): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['--version'], { env: gitEnvironment() }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw environmentError('git does not start', cause);
      throw new UsageError(
        'germline keeps its record in git, and there is no git here: install it (Debian: apt install git).',
      );
    },
  );
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  if ((major ?? 0) > oldest[0] || (major === oldest[0] && (minor ?? 0) >= oldest[1])) return stdout.trim();
  throw new UsageError(
    `germline needs git ${oldest.join('.')} or newer; this is ${stdout.trim()}. Install a newer one.`,
  );
}
