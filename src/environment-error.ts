import { EnvironmentError, UsageError } from './api/errors.ts';
import { faultOf } from './fault.ts';

/** Wraps a failure of the machine in a named error; errors of the user stay as they are. */
export function environmentError(what: string, cause: unknown): Error {
  if (cause instanceof UsageError || cause instanceof EnvironmentError) return cause;
  const fault = faultOf(cause);
  if (fault) return new (fault.isMisuse ? UsageError : EnvironmentError)(`${what}: ${fault.says}.`, { cause });
  return new EnvironmentError(`${what}: ${(cause as Error).message.trim()}`, { cause });
}
