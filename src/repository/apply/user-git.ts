import { FailureError } from '../../api/errors.ts';
import { type Extra, runGit } from '../../evaluation/repository/git.ts';

/** Variables by which a hook or a script points git at another repository or index. */
const pointers = [
  ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_NAMESPACE', 'GIT_PREFIX'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'],
];

/** The user's own variables of git, such as those of the author, and paths as they are. */
function ownVariables(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => name.startsWith('GIT_') && !pointers.includes(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
  };
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
  const run = (args: readonly string[], { env, ...extra }: Extra = {}) =>
    runGit(top, args, { ...extra, env: { ...ownVariables(), ...env } });
  const bytes = async (args: readonly string[], extra?: Extra) => {
    const { bytes, fault } = await run(args, extra);
    if (fault === undefined) return bytes;
    throw new FailureError(`git ${args[0]} failed in ${top}: ${fault}`);
  };
  return {
    ...{ top, bytes },
    text: async (args, extra) => (await bytes(args, extra)).toString().replace(/\n$/, ''),
    holds: async (args) => (await run(args)).fault === undefined,
  };
}
