import { EnvironmentError, FailureError, UsageError } from '../api/errors.ts';
import { didYouMean } from '../did-you-mean.ts';

/** What is wrong with a path or port that was given, and what to do, by the system's code. */
const faults: Readonly<Record<string, string>> = {
  EACCES: 'no permission; choose another folder, or change its permissions',
  EPERM: 'not permitted; choose another folder, or change its permissions',
  EROFS: 'the disk is read-only; choose a folder on another one',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is a file; choose another one',
  EISDIR: 'this is a folder, where a file is expected',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links go round in a circle',
  EADDRINUSE: 'another program listens there; choose another port',
};

/** An error of the system, about a path or a port. */
interface SystemError extends NodeJS.ErrnoException {
  readonly dest?: string;
  readonly address?: string;
  readonly port?: number;
}

interface Described {
  readonly message: string;
  /** Exit code 1: failed, 2: wrong use. */
  readonly code: 1 | 2;
}

/** A known error in words; undefined for a bug. */
export function describeError(error: unknown): Described | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof UsageError || error.name === 'YError') return { message: error.message, code: 2 }; // YError: yargs wraps errors of options
  if (error instanceof FailureError || error instanceof EnvironmentError) return { message: error.message, code: 1 };
  const { code = '', path, dest, address, port } = error as SystemError;
  const fault = faults[code];
  const place = dest ?? path ?? (port === undefined ? undefined : `${address}:${port}`);
  return fault && place ? { message: `${place}: ${fault} (${code}).`, code: 2 } : undefined;
}

/** The options that a help text lists. */
function optionsIn(help: string): readonly string[] {
  return [...help.matchAll(/--([\w-]+)/g)].map(([, name = '']) => name);
}

/** What yargs says of arguments that no command knows, with the option that was probably meant. */
export function withSuggestion(message: string, help: string): string {
  const [line = '', ...rest] = message.split('\n');
  const [, first] = /^Unknown arguments?: ([^,]+)/.exec(line) ?? [];
  return first === undefined ? message : [`${line}.${didYouMean(first, optionsIn(help), '--')}`, ...rest].join('\n');
}
