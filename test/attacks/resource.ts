import type { Attack, Verdict } from './attack.ts';

/** The body of `value`, on the problem with 200 ms. */
function hang(name: string, tries: string, body: string, verdict: Verdict = 'timed-out'): Attack {
  return { name, tries, problem: 'attacked-hasty', source: `export const value = () => { ${body} };`, verdict };
}

/** The body of `value`, on the problem with time enough and 32 MiB. */
function hoard(name: string, tries: string, body: string, verdict: Verdict): Attack {
  return { name, tries, problem: 'attacked-value', source: `export const value = () => { ${body} };`, verdict };
}

const honest = 0.75;

const endless: readonly Attack[] = [
  hang('a loop', 'never end', 'for (;;);'),
  hang('a loop in finally', 'refuse to end when ended', 'for (;;) try { for (;;); } finally { continue; }'),
  hang('a loop in catch', 'refuse to end when ended', 'for (;;) try { for (;;); } catch {}'),
  hang('a loop while returning', 'refuse to end', 'for (;;) { try { return 0.5; } finally { continue; } }'),
  hang('a generator', 'never end', 'const g = (function* () { for (;;) yield 1; })(); for (const x of g);'),
  hang('spread without end', 'never end', 'return Math.max(...(function* () { for (;;); })());'),
  hang(
    'a generator that will not close',
    'never end',
    'const g = (function* () { try { yield 1; } finally { for (;;); } })(); for (const x of g) break; return 0.5;',
  ),
  hang('a sort', 'never end in a comparator', '[2, 1].sort(() => { for (;;); });'),
  hang('a getter of the evidence', 'never end while it is read', 'return { get a() { for (;;); } };'),
  hang('a proxy of the evidence', 'never end while it is read', 'return new Proxy({}, { ownKeys() { for (;;); } });'),
  hang('a length of the evidence', 'never end while it is read', 'return new Proxy([], { get() { for (;;); } });'),
  hang('toPrimitive', 'never end while converted', 'return +{ [Symbol.toPrimitive]() { for (;;); } };'),
  hang('toJSON', 'never end while written', 'return JSON.stringify({ toJSON() { for (;;); } });'),
  hang('a reviver', 'never end while parsed', 'return JSON.parse("[1]", () => { for (;;); });'),
  hang('a regular expression', 'backtrack endlessly', 'return /^(a+)+$/.test("a".repeat(60) + "b") ? 0.5 : 0.25;'),
  hang(
    'a regular expression with back references',
    'backtrack endlessly',
    'return /^(a*)*(b|\\1)*c$/.test("a".repeat(40)) ? 0.5 : 0.25;',
  ),
  hang('a replacer', 'never end in a callback', 'return "a".replace(/a/, () => { for (;;); });'),
  hang('a thrown thing described', 'never end when looked at', 'throw { get message() { for (;;); } };'),
  hang('instanceof', 'never end when asked', 'return 1 instanceof { [Symbol.hasInstance]() { for (;;); } };'),
  hang(
    'recursion caught again and again',
    'end the stack endlessly',
    'const f = () => { try { f(); } finally { f(); } }; f();',
  ),
  hang(
    'a species',
    'never end inside a builtin',
    `
    class A extends Array { static get [Symbol.species]() { for (;;); } } return new A(1, 2).map((x) => x).length;`,
  ),
  hang('a prime search', 'count on', 'let n = 2n; for (;;) n = n * n % 1000000007n + 1n;'),
  { ...hang('a loop while loading', 'never end', ''), source: 'for (;;); export const value = () => 0.25;' },
  {
    ...hang('a static block', 'never end', ''),
    source: 'class A { static { for (;;); } } export const value = () => 0.25;',
  },
  hang('a big power', 'keep one operation busy', 'let x = 3n ** 2000000n; for (;;) x = (x * x) >> 3000000n;'),
  hang('a list of holes', 'keep a builtin busy that cannot be interrupted', 'new Array(4294967295).indexOf(1);'),
];

const putOff: readonly Attack[] = [
  hoard(
    'microtasks',
    'never end after its time',
    'const again = () => Promise.resolve().then(again); again(); return 0.25;',
    'threw',
  ),
  hoard(
    'an asynchronous loop',
    'never end after its time',
    '(async () => { for (;;) await 0; })(); return 0.25;',
    'threw',
  ),
  hoard(
    'rejections',
    'flood the host with rejected promises',
    'for (let i = 0; i < 5000; i++) Promise.reject(i); return 0.25;',
    'threw',
  ),
  hoard(
    'rejections handled late',
    'flood the host with warnings',
    `
    const all = []; for (let i = 0; i < 500; i++) all.push(Promise.reject(i)); for (const p of all) p.catch(() => {}); return 0.25;`,
    'threw',
  ),
  hoard(
    'a rejection with traps',
    'have the host look at a promise of its making',
    `
    const p = Promise.reject(1); Object.setPrototypeOf(p, new Proxy(Promise.prototype, { get() { for (;;); } })); return 0.25;`,
    'threw',
  ),
  hoard(
    'disposal',
    'never end after its time',
    `
    (async () => { await using x = { async [Symbol.asyncDispose]() { await 0; for (;;); } }; })(); return 0.25;`,
    'threw',
  ),
  hoard(
    'many promises',
    'leave work behind',
    'for (let i = 0; i < 20000; i++) Promise.resolve(i).then(() => {}); return 0.25;',
    'threw',
  ),
];

const memory: readonly Attack[] = [
  hoard('objects', 'fill the heap', 'const all = []; for (;;) all.push({ a: 1, b: [2] });', 'out-of-memory'),
  hoard('closures', 'fill the heap', 'let f = () => 0; for (;;) { const g = f; f = () => g; }', 'out-of-memory'),
  hoard(
    'maps',
    'fill the heap',
    'const all = []; for (;;) { const m = new Map(); for (let i = 0; i < 1e4; i++) m.set(i, [i]); all.push(m); }',
    'out-of-memory',
  ),
  hoard(
    'sets of texts',
    'fill the heap',
    'const all = new Set(); for (let i = 0; ; i++) all.add("text " + i);',
    'out-of-memory',
  ),
  hoard(
    'texts',
    'fill the heap with long texts',
    'const all = []; for (let i = 0; ; i++) all.push(("x" + i).padEnd(1e5, "y").split(""));',
    'out-of-memory',
  ),
  hoard('symbols', 'fill the heap', 'const all = []; for (;;) all.push(Symbol("x".repeat(10)));', 'out-of-memory'),
  hoard(
    'heap while loading again',
    'fill the heap in a retry',
    'for (;;) { try { const all = []; for (;;) all.push([all.length]); } catch {} }',
    'out-of-memory',
  ),
  hoard('a text too long', 'overflow the length of a text', 'return "x".repeat(2 ** 30).length;', 'threw'),
  hoard('a text that doubles', 'overflow the length of a text', 'let s = "x"; for (;;) s += s;', 'threw'),
  hoard('padStart', 'overflow the length of a text', 'return "x".padStart(2 ** 31).length;', 'threw'),
  hoard(
    'join of holes',
    'overflow the length of a text',
    'return new Array(2 ** 28).join("abcdefgh").length;',
    'threw',
  ),
  hoard('a big integer', 'overflow a big integer', 'return Number(2n ** (2n ** 40n));', 'threw'),
  hoard('a list too long', 'ask for a list that cannot be', 'return new Array(-1).length;', 'threw'),
  hoard(
    'a buffer too large',
    'ask for a buffer that cannot be',
    'return new ArrayBuffer(2 ** 52).byteLength;',
    'out-of-memory',
  ),
  hoard('recursion', 'end the stack', 'const f = (n) => f(n + 1) + 1; return f(0);', 'threw'),
  hoard('recursion in a getter', 'end the stack', 'const o = { get a() { return this.a; } }; return o.a;', 'threw'),
  hoard(
    'recursion in a proxy',
    'end the stack',
    'const p = new Proxy({}, { get: (t, k, r) => r[k] }); return p.a;',
    'threw',
  ),
  hoard('deep JSON', 'end the stack of the parser', 'return JSON.parse("[".repeat(1e6)).length;', 'threw'),
  hoard(
    'deep JSON written',
    'end the stack of the writer',
    'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return JSON.stringify(a).length;',
    'wrong',
  ),
  hoard(
    'deep evidence',
    'end the stack of the reader',
    'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a;',
    'threw',
  ),
  hoard(
    'recursion that is caught',
    'end the stack and be honest',
    'const f = () => { try { f(); } catch {} }; f(); return 0.25;',
    honest,
  ),
  hoard(
    'buffers outside the heap',
    'take the memory of the process',
    'const all = []; for (;;) all.push(new Uint8Array(3e7).fill(1));',
    'out-of-memory',
  ),
  hoard(
    'buffers that can grow',
    'reserve all addresses',
    'const all = []; for (let i = 0; i < 1000; i++) all.push(new ArrayBuffer(8, { maxByteLength: 2 ** 32 })); return 0.25;',
    honest,
  ),
];

const floods: readonly Attack[] = [
  hoard('many numbers', 'return too much evidence', 'return Array.from({ length: 5000 }, (_, i) => i);', 'too-large'),
  hoard('a long text', 'return too much evidence', 'return "x".repeat(1e6);', 'too-large'),
  hoard('a very long text', 'return too much evidence', 'return "x".repeat(2 ** 29 - 100);', 'too-large'),
  hoard(
    'many keys',
    'return too much evidence',
    'return Object.fromEntries(Array.from({ length: 500 }, (_, i) => ["k" + i, 0]));',
    'too-large',
  ),
  hoard('a list of holes as evidence', 'return too much evidence', 'return new Array(4294967295);', 'too-large'),
  hoard(
    'a list that says it is long',
    'return too much evidence',
    'return new Proxy([], { get: (t, k) => (k === "length" ? 2 ** 53 : 1) });',
    'too-large',
  ),
  hoard(
    'a list that doubles as evidence',
    'return too much evidence',
    'let x = [1]; for (let i = 0; i < 60; i++) x = [x, x]; return x;',
    'too-large',
  ),
  hoard('escapes', 'return evidence that grows when written', 'return "\\0".repeat(900);', 'too-large'),
  hoard(
    'a proxy without end of keys',
    'return too much evidence',
    `
    let n = 0; const p = new Proxy({}, { ownKeys: () => Array.from({ length: 1000 }, (_, i) => 'k' + i),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: () => 1 }); return p;`,
    'too-large',
  ),
  hoard('a long reason', 'flood the record with its error', 'throw new Error("x".repeat(2 ** 28));', 'threw'),
];

/** A file that is too much for the engine itself, which reads it before the sandbox does. */
function weigh(name: string, tries: string, expression: string): Attack {
  const source = `export const value = () => ${expression};`;
  return { name, tries, problem: 'attacked-value', source, verdict: 'threw' };
}

const heavyTexts: readonly Attack[] = [
  weigh('parentheses', 'end the stack of the engine', `${'('.repeat(40_000)}0.5${')'.repeat(40_000)}`),
  weigh('brackets that are never closed', 'end the stack of the engine', '['.repeat(40_000)),
  weigh('a long sum', 'end the stack of the engine', `0${'+0'.repeat(40_000)}`),
  weigh('functions in functions', 'end the stack of the engine', `${'()=>'.repeat(20_000)}0.5`),
  weigh(
    'deep types',
    'break the remover of types for all who come after it',
    `0.5 as ${'['.repeat(4000)}1${']'.repeat(4000)}`,
  ),
  weigh('deep objects', 'break the remover of types', `${'({a:'.repeat(1000)}1${'})'.repeat(1000)}`),
  { ...weigh('as deep as can be', 'end the stack of what walks the tree', `${'!'.repeat(480)}0`), verdict: 'wrong' },
  weigh('twice as deep', 'end the stack of what walks the tree', `${'!'.repeat(980)}0`),
  weigh('a long file', 'keep the engine busy', `"${'x'.repeat(600_000)}"`),
];

export const resources: readonly Attack[] = [...endless, ...putOff, ...memory, ...floods, ...heavyTexts];
