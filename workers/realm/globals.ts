import { deleteProperty, ownKeys } from './intrinsics.ts';

/** Deletes every property of an object except these. */
export function keepOnly(object: object, names: readonly PropertyKey[]): void {
  const kept = new Set(names);
  for (const name of ownKeys(object)) if (!kept.has(name)) deleteProperty(object, name);
}

/** Removes all globals that are not listed, and what shows other inputs, the machine, promises or the host. */
export function removeGlobals(listed: readonly string[]): void {
  keepOnly(globalThis, listed);
  // RegExp.$1 and its kin remember the last match: state that would pass from one input to the next.
  keepOnly(RegExp, ['prototype', 'escape', Symbol.species]);
  // It returns instances of Temporal.
  deleteProperty(Date.prototype, 'toTemporalInstant');
  // It returns promises; the linker refuses the syntax that makes them.
  deleteProperty(Array, 'fromAsync');
  // With a limit, reading `stack` calls into the host's realm, whose own stack overflow would leak the host's errors.
  deleteProperty(Error, 'stackTraceLimit');
  deleteProperty(Error, 'captureStackTrace');
}
