import { EnvironmentError, UsageError } from '../api/errors.ts';

/** What the machine did, named; what the user did stays as it is. */
export function environmentError(what: string, cause: unknown): Error {
  if (cause instanceof UsageError || cause instanceof EnvironmentError) return cause;
  return new EnvironmentError(`${what}: ${(cause as Error).message.trim()}`, { cause });
}
