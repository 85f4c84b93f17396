/**
 * The language's own functions, captured before any candidate runs: later code of the realm calls no others on its
 * data.
 */
export const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, keys } = Object;
export const { apply, construct, deleteProperty, ownKeys } = Reflect;
export const { parse, stringify } = JSON;
export const { isArray } = Array;
export const text = String;
export const { slice } = String.prototype;
export const plain = Object.prototype;
export const { toString: brand } = plain;

/** Reads the name of a typed array's kind; undefined for anything else, whatever it claims to be. */
export const typedArrayName = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!
  .get as () => string | undefined;
