import { defineProperty, getOwnPropertyDescriptor } from './intrinsics.ts';

/**
 * Lets heirs of a frozen prototype assign these names (`error.name = …`), which the language forbids: an accessor
 * defines the property on the heir instead.
 */
export function allowOverriding(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    const value = getOwnPropertyDescriptor(prototype, name)?.value;
    if (value === undefined) continue;
    const accessor = {
      get: () => value,
      set(this: unknown, own: unknown) {
        if (this === prototype) throw new TypeError(`Cannot assign to ${name}: the language's own objects are frozen`);
        defineProperty(this as object, name, { value: own, writable: true, enumerable: true, configurable: true });
      },
    };
    defineProperty(prototype, name, { get: accessor.get, set: accessor.set, enumerable: false });
  }
}

/** Allows what ordinary programs assign on their own objects, classes and errors. */
export function allowUsualOverriding(): void {
  allowOverriding(Object.prototype, ['constructor', 'toString', 'toLocaleString', 'valueOf', 'hasOwnProperty']);
  allowOverriding(Function.prototype, ['constructor', 'toString']);
  const errors = [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
  for (const error of errors) allowOverriding(error.prototype, ['constructor', 'name', 'message', 'toString']);
  allowOverriding(Map.prototype, ['constructor']);
  allowOverriding(Set.prototype, ['constructor']);
  allowOverriding(Array.prototype, ['toString']);
}
