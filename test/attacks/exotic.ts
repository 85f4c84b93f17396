import type { Attack, Verdict } from './attack.ts';

/** The evidence that arrives of both calls of `probe`. */
function shown(name: string, tries: string, body: string, each: unknown): Attack {
  return show(name, tries, body, { evidence: [each, each] });
}

function show(name: string, tries: string, body: string, verdict: Verdict): Attack {
  return { name, tries, problem: 'probe', source: `export const run = (input) => { ${body} };`, verdict };
}

export const exotica: readonly Attack[] = [
  shown(
    'a getter',
    'return one thing and then another',
    'let n = 0; return { get a() { return n++; }, get b() { return n++; } };',
    { a: 0, b: 1 },
  ),
  shown('a proxy', 'return one thing and then another', 'let n = 0; return new Proxy({ a: 9 }, { get: () => n++ });', {
    a: 0,
  }),
  shown('a proxy of a proxy', 'return one thing and then another', 'return new Proxy(new Proxy({ a: 1 }, {}), {});', {
    a: 1,
  }),
  shown(
    'a proxy with hidden keys',
    'show what is not there',
    `
    return new Proxy({}, { ownKeys: () => ['a', 'b'], getOwnPropertyDescriptor: (t, k) => ({ enumerable: k === 'a', configurable: true, value: 1 }), get: () => 1 });`,
    { a: 1 },
  ),
  shown('symbols for keys', 'hide things', 'return { [Symbol.iterator]: 1, [Symbol("x")]: 2, a: 3 };', { a: 3 }),
  shown(
    'hidden fields',
    'hide things',
    "return Object.defineProperty({ a: 1 }, 'b', { value: 2, enumerable: false });",
    { a: 1 },
  ),
  shown('inherited fields', 'have things looked up', 'return Object.create({ a: 1 });', {}),
  shown('no prototype', 'be no ordinary object', 'return Object.assign(Object.create(null), { a: 1 });', { a: 1 }),
  shown(
    'a prototype of __proto__',
    'change the copy',
    'return JSON.parse(\'{"__proto__":{"a":1},"b":2}\');',
    JSON.parse('{"__proto__":{"a":1},"b":2}'),
  ),
  shown(
    'names of the language',
    'shadow the copy',
    'return { constructor: 1, hasOwnProperty: 2, valueOf: 3, toJSON: 4, length: 5 };',
    { constructor: 1, hasOwnProperty: 2, valueOf: 3, toJSON: 4, length: 5 },
  ),
  shown('numbers for keys', 'change the order', 'return { b: 1, 2: 2, 1: 1, a: 3 };', { 1: 1, 2: 2, b: 1, a: 3 }),
  shown('fields of a list', 'hide things in a list', 'const l = [1, 2]; l.extra = 3; l[-1] = 4; return l;', [1, 2]),
  shown('a sparse list', 'leave holes', 'const l = []; l[3] = 1; return l;', [null, null, null, 1]),
  shown(
    'a list of another class',
    'bring its own methods',
    `
    class L extends Array { get length() { return 1; } map() { return ['no']; } toJSON() { return 'no'; } } return L.of(1, 2, 3);`,
    [1, 2, 3],
  ),
  shown('a list without prototype', 'bring no methods', 'return Object.setPrototypeOf([1, 2], null);', [1, 2]),
  shown(
    'a list under a proxy prototype',
    'fill the holes',
    'return Object.setPrototypeOf([, 2], new Proxy(Array.prototype, { get: () => 7 }));',
    [7, 2],
  ),
  shown(
    'a sub-class of a typed list',
    'bring its own rules',
    'class F extends Float64Array { get [Symbol.toStringTag]() { return "Object"; } } return new F([1.5]);',
    [1.5],
  ),
  shown(
    'a typed list without prototype',
    'bring no length',
    'return [Object.setPrototypeOf(new Uint8Array(2), null)].length;',
    1,
  ),
  shown(
    'typed lists of all kinds',
    'be read in other ways',
    `
    return [new Int8Array([-1]), new Uint8ClampedArray([300]), new Int16Array([-2]), new Uint32Array([-1]), new Float16Array([0.1]), new Float32Array([0.1])];`,
    [[-1], [255], [-2], [4294967295], [0.0999755859375], [0.10000000149011612]],
  ),
  shown(
    'numbers that JSON cannot hold',
    'become something else',
    'return [NaN, Infinity, -Infinity, -0, 5e-324, 2 ** -1074, 1.7976931348623157e308];',
    [null, null, null, 0, 5e-324, 5e-324, 1.7976931348623157e308],
  ),
  shown(
    'lone halves of characters',
    'break the text',
    'return "\\ud800" + "\\udc00" + "\\udfff\\ud800";',
    '\ud800\udc00\udfff\ud800',
  ),
  shown('control characters', 'break the text', 'return "\\0\\x1b[2J\\u2028\\ufeff";', '\0\x1b[2J\u2028\ufeff'),
  shown('undefined in all places', 'vanish', 'return [undefined, { a: undefined, b: [undefined] }];', [
    null,
    { b: [null] },
  ]),
  shown('the same object twice', 'be counted once', 'const o = { a: 1 }; return [o, o];', [{ a: 1 }, { a: 1 }]),
  shown('a frozen object', 'not be copied', 'return Object.freeze({ a: Object.freeze([1]) });', { a: [1] }),
  shown(
    'an object of a null class',
    'be no ordinary object',
    'return new (class extends null { constructor() { return Object.create(new.target.prototype, { a: { value: 1, enumerable: true } }); } })();',
    { a: 1 },
  ),
  shown('the global object', 'return the world', 'return typeof globalThis;', 'object'),
  show('a field that throws when read', 'stop the reader', 'return { get a() { throw new Error("mine"); } };', 'threw'),
  show('a proxy that throws', 'stop the reader', 'return new Proxy({}, { ownKeys() { throw 1; } });', 'threw'),
  show(
    'a proxy that was revoked',
    'stop the reader',
    'const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy;',
    'threw',
  ),
  show(
    'a prototype that throws',
    'stop the reader',
    'return new Proxy({}, { getPrototypeOf() { throw 1; } });',
    'threw',
  ),
  show('itself', 'never end', 'const a = []; a.push(a); return a;', 'threw'),
  show(
    'itself by a getter',
    'never end',
    'const a = { get a() { return { __proto__: a }; } }; const b = { get b() { return b; } }; return b;',
    'threw',
  ),
  show('a function', 'be called outside', 'return () => 1;', 'threw'),
  show('a function in a list', 'be called outside', 'return [[() => 1]];', 'threw'),
  show('a class', 'be called outside', 'return class {};', 'threw'),
  show('a symbol', 'have no text', 'return Symbol.iterator;', 'threw'),
  show('a big integer in a field', 'have no JSON', 'return { a: 1n };', 'threw'),
  show('big integers', 'have no JSON', 'return new BigUint64Array(1);', 'threw'),
  show('a map', 'look empty', 'return new Map([[1, 2]]);', 'threw'),
  show('a regular expression', 'look empty', 'return /x/;', 'threw'),
  show('an error', 'look empty', 'return new Error("x");', 'threw'),
  show('a buffer', 'look empty', 'return new ArrayBuffer(8);', 'threw'),
  show('a view', 'look empty', 'return new DataView(new ArrayBuffer(8));', 'threw'),
  show('a boxed text', 'look like a list', 'return Object("text");', 'threw'),
  show('a boxed symbol', 'be two things', 'return Object(Symbol.iterator);', 'threw'),
  show('a promise', 'be awaited', 'return Promise.resolve(1);', 'threw'),
  show('a thenable of a class', 'be awaited', 'return new (class { then(f) { f(1); } })();', 'threw'),
  show('a generator', 'be iterated', 'return (function* () { yield 1; })();', 'threw'),
  show('the arguments', 'be a list that is none', 'return (function () { return arguments; })(1);', {
    evidence: [{ 0: 1 }, { 0: 1 }],
  }),
  show('the global object itself', 'return the world', 'return globalThis;', { evidence: [{}, {}] }),
];
