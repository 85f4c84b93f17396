import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EnvironmentError } from '../../api/errors.ts';

/** The user's own environment, without variables that point git at another repository, as hooks of git have. */
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C', ...more };
}

/** Longest answer of git, in bytes: lists of all files, and texts. */
const most = 1 << 28;

/** Asks git about the user's repository, with the user's own settings. @throws {EnvironmentError} with git's complaint. */
export async function askGit(
  folder: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { env: environment(more), maxBuffer: most };
  try {
    return (await promisify(execFile)('git', ['-C', folder, ...words], options)).stdout;
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() || (cause as Error).message;
    throw new EnvironmentError(`git ${words[0]} does not work in ${folder}: ${said}`, { cause });
  }
}

/** Names that git separates by null characters. */
export async function listGit(folder: string, words: readonly string[]): Promise<readonly string[]> {
  return (await askGit(folder, words)).split('\0').filter((name) => name !== '');
}
