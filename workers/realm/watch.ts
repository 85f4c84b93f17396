import { getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } from './intrinsics.ts';

/** Remembers an extensible object as it is; the function returned says whether it is still the same. */
export function watch(object: object): () => boolean {
  const parent = getPrototypeOf(object);
  const names = ownKeys(object);
  const properties = names.map((name) => getOwnPropertyDescriptor(object, name)!);
  return () => {
    const now = ownKeys(object);
    let same = now.length === names.length && isExtensible(object) && getPrototypeOf(object) === parent;
    for (let i = 0; same && i < names.length; i++)
      same = now[i] === names[i] && isEqual(getOwnPropertyDescriptor(object, names[i]!), properties[i]!);
    return same;
  };
}

function isEqual(now: PropertyDescriptor | undefined, then: PropertyDescriptor): boolean {
  const sameAccess = now?.value === then.value && now?.get === then.get && now?.set === then.set;
  const sameFlags = now?.writable === then.writable && now?.configurable === then.configurable;
  return sameAccess && sameFlags && now?.enumerable === then.enumerable;
}
