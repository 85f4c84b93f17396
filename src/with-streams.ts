import type { ChildProcess } from 'node:child_process';
import { EnvironmentError } from './api/errors.ts';
import { faultOf } from './fault.ts';

/**
 * Returns a child process that was just started. Where this process may open no further file, Node returns one without
 * streams, and emits the error only later.
 *
 * @throws {EnvironmentError} in that case, with what to do.
 */
export function withStreams<Child extends ChildProcess>(child: Child): Child {
  if (child.stdio !== undefined) return child;
  child.once('error', () => {}); // it is thrown here
  const { says } = faultOf({ code: 'EMFILE' })!;
  throw new EnvironmentError(`${child.spawnfile} cannot be started: ${says}.`);
}
