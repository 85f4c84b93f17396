/** Remembers the results of a function of text, the latest `limit` of them. */
export function remember<T>(limit: number, make: (text: string, name: string) => T): (text: string, name: string) => T {
  const results = new Map<string, T>();
  return (text, name) => {
    const key = `${name}\n${text}`;
    const found = results.get(key);
    const result = found ?? make(text, name);
    if (found !== undefined) results.delete(key);
    results.set(key, result);
    if (results.size > limit) results.delete(results.keys().next().value as string);
    return result;
  };
}
