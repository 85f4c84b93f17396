import { derive } from '../derive.ts';
import type { SourceFile } from '../source.ts';
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

/** Names that need no declaration in a candidate. */
const globals = new Set([
  ...[
    'Math',
    'Number',
    'Infinity',
    'NaN',
    'undefined',
    'Array',
    'Object',
    'String',
    'Boolean',
    'BigInt',
    'Symbol',
    'JSON',
  ],
  ...[
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'Error',
    'RangeError',
    'TypeError',
    'Float64Array',
    'Float32Array',
    'Int32Array',
  ],
  ...['Uint32Array', 'Int16Array', 'Uint16Array', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'BigInt64Array'],
  ...['BigUint64Array', 'ArrayBuffer', 'DataView', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
]);

/** Why a file cannot replace another: it uses a name that it cannot use there, and the other does not. */
export function misuseIn(before: SourceFile, after: SourceFile): string | undefined {
  const [was, is] = [faultyNamesOf(before), faultyNamesOf(after)];
  const unknown = [...is.free].find((name) => !was.free.has(name) && !globals.has(name));
  if (unknown) return `${unknown} is declared nowhere`;
  const misused = [...is.misused].find((name) => !was.misused.has(name));
  return misused && `${misused} is used before its declaration, or is a constant that is written`;
}
