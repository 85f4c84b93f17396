/**
 * Runs as text inside a sample realm that the prelude has prepared: walks everything that candidate code can reach,
 * by name or by syntax, and writes the statements that freeze it. Replaying them in a new realm costs a third of
 * walking it again (`bench/realm.ts`).
 */
export function recordFreezing(): string {
  const { getPrototypeOf: parent, getOwnPropertyDescriptor: descriptor } = Object;
  const lines = ['const f = Object.freeze, p = Object.getPrototypeOf, d = Object.getOwnPropertyDescriptor'];
  const names = new Map<object, string>();
  const queue: object[] = [];

  function found(value: unknown, path: string) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function') || names.has(value)) return;
    const name = `o${names.size}`;
    names.set(value, name);
    lines.push(`const ${name} = ${path}`);
    queue.push(value);
  }

  function written(key: string | symbol): string {
    return typeof key === 'symbol' ? (key.description as string) : JSON.stringify(key);
  }

  function walk(object: object, name: string) {
    found(parent(object), `p(${name})`);
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = descriptor(object, key) as PropertyDescriptor;
      found(value, `${name}[${written(key)}]`);
      found(get, `d(${name}, ${written(key)}).get`);
      found(set, `d(${name}, ${written(key)}).set`);
    }
    if (object !== globalThis && object !== RegExp.prototype) lines.push(`f(${name})`);
  }

  const strictArguments = function (this: unknown) {
    // biome-ignore lint/complexity/noArguments: the way to the intrinsic that its accessors are
    return arguments;
  };

  found(globalThis, 'globalThis');
  found(
    parent(function* () {}),
    'p(function* () {})',
  );
  found(
    parent(async () => {}),
    'p(async () => {})',
  );
  found(
    parent(async function* () {}),
    'p(async function* () {})',
  );
  found(parent((async () => {})()), 'p((async () => {})())');
  found(parent(parent((function* () {})())), 'p(p((function* () {})()))');
  found(parent(parent((async function* () {})())), 'p(p((async function* () {})()))');
  found(parent([][Symbol.iterator]()), 'p([][Symbol.iterator]())');
  found(parent(''[Symbol.iterator]()), "p(''[Symbol.iterator]())");
  found(parent(new Map().entries()), 'p(new Map().entries())');
  found(parent(new Set().entries()), 'p(new Set().entries())');
  found(parent(/a/[Symbol.matchAll]('')), "p(/a/[Symbol.matchAll](''))");
  found(parent([].values().map((item) => item)), 'p([].values().map((item) => item))');
  found(parent(Iterator.from({ next: () => ({}) as never })), 'p(Iterator.from({ next: () => ({}) }))');
  found(
    descriptor(strictArguments(), 'callee')?.get,
    "d((function () { 'use strict'; return arguments; })(), 'callee').get",
  );
  for (let object = queue.shift(); object !== undefined; object = queue.shift())
    walk(object, names.get(object) as string);
  lines.push('f(globalThis)');
  return `${lines.join(';\n')};`;
}
