import { derive } from '../derive.ts';
import type { SourceFile } from '../program.ts';
import { isConstant, readableFrom } from './binding.ts';
import type { Node } from './node.ts';
import { depthOf, type Reference, scopesOf } from './scope.ts';

/** Names of a file that keep it from running. */
export interface FaultyNames {
  /** Names that are used but not declared in the file. */
  readonly free: ReadonlySet<string>;
  /** Names whose use throws: variables used before their declaration, and constants that are written. */
  readonly misused: ReadonlySet<string>;
}

export const faultyNamesOf: (file: SourceFile) => FaultyNames = derive((file) => {
  const { free, references } = scopesOf(file);
  const misused = [...references.values()].filter(isMisuse);
  return { free, misused: new Set(misused.map(({ identifier }) => identifier.name)) };
});

function isMisuse(reference: Reference): boolean {
  const { resolved: variable, identifier, from: scope } = reference;
  if (!variable) return false;
  if (reference.isWrite() && isConstant(variable)) return true;
  const isEarly = readableFrom(variable) > (identifier as object as Node).start;
  // A function before the declaration may be called after it, and a class may read itself.
  return isEarly && depthOf(variable.scope) === depthOf(scope) && variable.scope.type !== 'class';
}
