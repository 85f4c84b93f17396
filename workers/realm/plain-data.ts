import { tooLarge, Unfit } from './failure.ts';
import {
  apply,
  brand,
  defineProperty,
  getPrototypeOf,
  isArray,
  keys,
  plain,
  slice,
  typedArrayName,
} from './intrinsics.ts';

/** How many characters of JSON may still be written. */
export interface Room {
  characters: number;
}

export function spend(room: Room, characters: number): void {
  room.characters -= characters;
  if (room.characters < 0) throw tooLarge;
}

/**
 * Copies a candidate's value as plain data: reads everything once, and counts as it goes, so that nothing large is
 * built.
 */
export function copy(value: unknown, room: Room, depth = 0): unknown {
  switch (typeof value) {
    case 'number':
      spend(room, 2);
      return value;
    case 'string':
      spend(room, value.length + 3);
      return value;
    case 'boolean':
    case 'undefined':
      spend(room, 5);
      return value ?? null;
    case 'object':
      if (value !== null) return copyObject(value, room, depth);
      spend(room, 5);
      return null;
    default:
      throw new Unfit(`a ${typeof value} is no evidence: return numbers, strings, arrays and plain objects`);
  }
}

function copyObject(value: object, room: Room, depth: number): unknown {
  if (depth > 100) throw new Unfit('the evidence is nested more than 100 deep, or contains itself');
  spend(room, 1);
  if (apply(typedArrayName, value, []) !== undefined || isArray(value))
    return copyList(value as ArrayLike<unknown>, room, depth);
  const parent = getPrototypeOf(value);
  if (parent !== plain && parent !== null) checkKind(value);
  return copyFields(value as Readonly<Record<string, unknown>>, room, depth);
}

function copyFields(value: Readonly<Record<string, unknown>>, room: Room, depth: number): unknown {
  const copied: Record<string, unknown> = {};
  for (const key of keys(value)) {
    const item = value[key];
    if (item === undefined) continue;
    spend(room, key.length + 3);
    const own = copy(item, room, depth + 1);
    if (key in plain) defineProperty(copied, key, { value: own, enumerable: true });
    else copied[key] = own;
  }
  return copied;
}

function copyList(value: ArrayLike<unknown>, room: Room, depth: number): unknown[] {
  const length: unknown = value.length;
  if (typeof length !== 'number' || length * 2 > room.characters) throw tooLarge;
  const copied: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const item = value[i];
    if (typeof item === 'number') {
      spend(room, 2);
      copied[i] = item;
    } else copied[i] = copy(item, room, depth + 1);
  }
  return copied;
}

function checkKind(value: object): void {
  const kind = apply(slice, apply(brand, value, []), [8, -1]);
  if (kind === 'Promise' || typeof (value as { then?: unknown }).then === 'function')
    throw new Unfit('a promise is no evidence: the sandbox is synchronous, so return the value itself');
  if (kind !== 'Object') throw new Unfit(`a ${kind} is no evidence: return numbers, strings, arrays and plain objects`);
}
