/** Remembers the results of a function of text, the latest `limit` of them. */
export function remember<T>(limit: number, make: (text: string, name: string) => T): (text: string, name: string) => T {
  const results = new Map<string, T>();
  return (text, name) => {
    const key = `${name}\n${text}`;
    const result = results.has(key) ? (results.get(key) as T) : make(text, name);
    results.delete(key); // so that it is the latest
    results.set(key, result);
    if (results.size > limit) results.delete(results.keys().next().value as string);
    return result;
  };
}
