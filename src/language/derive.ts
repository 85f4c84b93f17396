/** Computes something from an object once, at the first call, and keeps it for as long as the object lives. */
export function derive<Source extends object, T>(compute: (source: Source) => T): (source: Source) => T {
  const known = new WeakMap<Source, { readonly value: T }>();
  return (source) => {
    const found = known.get(source) ?? { value: compute(source) };
    known.set(source, found);
    return found.value;
  };
}

/** The same for a value that is large and quickly computed again: the garbage collector may drop it at any time. */
export function deriveWeakly<Source extends object, T extends object>(
  compute: (source: Source) => T,
): (source: Source) => T {
  const known = new WeakMap<Source, WeakRef<T>>();
  return (source) => {
    const found = known.get(source)?.deref();
    if (found) return found;
    const value = compute(source);
    known.set(source, new WeakRef(value));
    return value;
  };
}
