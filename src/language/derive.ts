/** Computes something from an object once, at the first call, and keeps it for as long as the object lives. */
export function derive<Source extends object, T>(compute: (source: Source) => T): (source: Source) => T {
  const known = new WeakMap<Source, { readonly value: T }>();
  return (source) => {
    const found = known.get(source) ?? { value: compute(source) };
    known.set(source, found);
    return found.value;
  };
}

/** Large values that stay in memory although nothing else refers to them: those used last. */
const maxKept = 128;

/**
 * The same for a value that is large and quickly computed again, such as a tree: the garbage collector may drop it once
 * it has not been used for some time. A population has thousands of programs, and most of them are rarely used.
 */
export function deriveWeakly<Source extends object, T extends object>(
  compute: (source: Source) => T,
): (source: Source) => T {
  const known = new WeakMap<Source, WeakRef<T>>();
  const used: T[] = [];
  let next = 0;
  return (source) => {
    const found = known.get(source)?.deref();
    const value = found ?? compute(source);
    if (!found) known.set(source, new WeakRef(value));
    if (used[(next + maxKept - 1) % maxKept] !== value) used[next++ % maxKept] = value;
    return value;
  };
}
