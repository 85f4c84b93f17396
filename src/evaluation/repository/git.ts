import { execa } from 'execa';
import { EnvironmentError } from '../../api/errors.ts';

/** What git gets of ours; none of the variables of git itself, by which a hook or a script points at another repository. */
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const others = Object.keys(process.env).filter((name) => name.startsWith('GIT_'));
  const none = Object.fromEntries(others.map((name) => [name, undefined]));
  return { ...none, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...more };
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
  const { failed, stdout, stderr, originalMessage, exitCode } = await execa('git', words, {
    ...{ cwd: folder, env: environment(env), input, encoding: 'buffer', reject: false },
    ...{ stripFinalNewline: false, maxBuffer: most },
  });
  const said = Buffer.from(stderr).toString().trim();
  return { bytes: Buffer.from(stdout), fault: failed ? said || originalMessage || `exit code ${exitCode}` : undefined };
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
