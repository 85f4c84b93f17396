import { execa } from 'execa';
import { FailureError } from '../../api/errors.ts';

/** Variables by which a hook or a script points git at another repository or index. */
const pointers = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_NAMESPACE', 'GIT_PREFIX'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'],
];
const own = {
  ...Object.fromEntries(pointers.map((name) => [name, undefined])),
  GIT_LITERAL_PATHSPECS: '1',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

interface Extra {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Git in a repository of the user's, with the user's own configuration and identity. */
export interface UserGit {
  readonly top: string;
  /** Returns what git prints, byte for byte. @throws {FailureError} where git fails, with what it said. */
  bytes(args: readonly string[], extra?: Extra): Promise<Buffer>;
  /** Returns it as text, without the line end at its end. */
  text(args: readonly string[], extra?: Extra): Promise<string>;
  /** Whether git succeeds. */
  holds(args: readonly string[]): Promise<boolean>;
}

export function userGit(top: string): UserGit {
  const run = (args: readonly string[], { input = '', env = {} }: Extra = {}) =>
    execa('git', args, {
      ...{ cwd: top, env: { ...own, ...env }, input, encoding: 'buffer', reject: false },
      ...{ stripFinalNewline: false, maxBuffer: 2 ** 28 },
    });
  const bytes = async (args: readonly string[], extra?: Extra) => {
    const { failed, stdout, stderr, originalMessage } = await run(args, extra);
    if (!failed) return Buffer.from(stdout);
    const said = Buffer.from(stderr).toString().trim() || originalMessage;
    throw new FailureError(`git ${args[0]} failed in ${top}: ${said}`);
  };
  return {
    ...{ top, bytes },
    text: async (args, extra) => (await bytes(args, extra)).toString().replace(/\n$/, ''),
    holds: async (args) => !(await run(args)).failed,
  };
}
