/** Computes something from an object once, at the first call, and keeps it for as long as the object lives. */
export function derive<Source extends object, T>(compute: (source: Source) => T): (source: Source) => T {
  const known = new WeakMap<Source, { readonly value: T }>();
  return (source) => {
    const found = known.get(source) ?? { value: compute(source) };
    known.set(source, found);
    return found.value;
  };
}

/** Large values that stay in memory: those used last. */
const maxKept = 128;

/**
 * The same for a value that is large and quickly computed again, such as a tree: only the values used last are kept. A
 * population has thousands of programs, and most of them are rarely used. (A WeakRef would keep all that one turn of the
 * event loop computes.)
 */
export function deriveLately<Source extends object, T extends object>(
  compute: (source: Source) => T,
): (source: Source) => T {
  const known = new WeakMap<Source, { value?: T | undefined }>();
  const used = new Set<{ value?: T | undefined }>();
  return (source) => {
    const kept = known.get(source) ?? {};
    const value = kept.value ?? compute(source);
    kept.value = value;
    known.set(source, kept);
    used.delete(kept);
    used.add(kept);
    if (used.size > maxKept) dropFirst(used);
    return value;
  };
}

function dropFirst(used: Set<{ value?: unknown }>): void {
  const [first] = used;
  if (!first) return;
  first.value = undefined;
  used.delete(first);
}
