import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EnvironmentError } from '../../api/errors.ts';

/** What git gets of ours; none of the variables of git itself, by which a hook or a script points at another repository. */
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...more };
}

/** Longest answer of git, in bytes: lists of all files, and texts. */
const most = 2 ** 28;

/** What a call of git gets besides its words. */
export interface Extra {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Answered {
  /** What git printed, byte for byte. */
  readonly bytes: Buffer;
  /** What git said where it failed. */
  readonly fault: string | undefined;
}

/** Runs git in the user's repository, with the user's own settings. */
export async function runGit(
  folder: string,
  words: readonly string[],
  { input = '', env = {} }: Extra = {},
): Promise<Answered> {
  const options = { cwd: folder, env: environment(env), encoding: 'buffer', maxBuffer: most } as const;
  const running = promisify(execFile)('git', words, options);
  running.child.stdin?.on('error', () => {}).end(input); // one that does not read it says why by its end
  try {
    return { bytes: (await running).stdout, fault: undefined };
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { readonly stdout?: Buffer; readonly stderr?: Buffer };
    return { bytes: stdout ?? Buffer.alloc(0), fault: stderr?.toString().trim() || message };
  }
}

/** Returns what git prints of a repository that it leaves alone. @throws {EnvironmentError} with git's complaint. */
export async function askGit(folder: string, words: readonly string[], env: Extra['env'] = {}): Promise<string> {
  const { bytes, fault } = await runGit(folder, words, { env: { GIT_OPTIONAL_LOCKS: '0', ...env } });
  if (fault === undefined) return bytes.toString();
  throw new EnvironmentError(`git ${words[0]} does not work in ${folder}: ${fault}`);
}

/** Names that git separates by null characters. */
export async function listGit(folder: string, words: readonly string[]): Promise<readonly string[]> {
  return (await askGit(folder, words)).split('\0').filter((name) => name !== '');
}
