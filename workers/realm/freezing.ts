/** An object and the expression that finds it in a new realm. */
export type Root = readonly [object: object, expression: string];

/**
 * Walks everything that can be reached from the roots, and writes the statements that freeze it, except `loose`
 * objects. Replaying the statements in a new realm costs a third of walking it again (`bench/realm.ts`). They use `f`
 * for `Object.freeze`, `p` for `Object.getPrototypeOf` and `d` for `Object.getOwnPropertyDescriptor`.
 */
export function recordFreezing(roots: readonly Root[], loose: readonly object[]): string {
  const lines: string[] = [];
  const names = new Map<unknown, string>();
  const queue: object[] = [];
  const find = (value: unknown, expression: string) => {
    if (!isObject(value) || names.has(value)) return;
    lines.push(`const o${names.size} = ${expression}`);
    names.set(value, `o${names.size}`);
    queue.push(value);
  };
  for (const root of roots) find(...root);
  for (let object = queue.shift(); object !== undefined; object = queue.shift()) {
    const name = names.get(object) as string;
    findBelow(object, name, find);
    if (!loose.includes(object)) lines.push(`f(${name})`);
  }
  return `${lines.join(';\n')};`;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Everything one step away from an object: its prototype, and the values and accessors of its properties. */
function findBelow(object: object, name: string, find: (value: unknown, expression: string) => void): void {
  find(Object.getPrototypeOf(object), `p(${name})`);
  for (const key of Reflect.ownKeys(object)) {
    const { value, get, set } = Object.getOwnPropertyDescriptor(object, key)!;
    find(value, `${name}[${written(key)}]`);
    find(get, `d(${name}, ${written(key)}).get`);
    find(set, `d(${name}, ${written(key)}).set`);
  }
}

/** A symbol of the language describes itself: `Symbol.iterator`. */
function written(key: string | symbol): string {
  return typeof key === 'symbol' ? key.description! : JSON.stringify(key);
}
