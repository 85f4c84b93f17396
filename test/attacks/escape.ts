import type { Attack, Verdict } from './attack.ts';

/** The honest value of these candidates is a quarter, which scores 0.75. */
const honest = 0.75;

/** Says `ESCAPED` when an expression returns anything; a refusal inside the realm leaves the honest value. */
function grasp(name: string, tries: string, statements: string, verdict: Verdict = honest): Attack {
  const source = `const attempt = () => { ${statements} };
    export const value = () => {
      let got;
      try { got = attempt(); } catch {}
      if (got) throw new Error('ESCAPED with ' + typeof got);
      return 0.25;
    };`;
  return { name, tries, problem: 'attacked-value', source, verdict };
}

/** A whole file, whose linking or loading is the attack. */
function file(name: string, tries: string, source: Attack['source'], verdict: Verdict): Attack {
  return { name, tries, problem: 'attacked-value', source, verdict };
}

const value = 'export const value = () => 0.25;';

const codeFromText: readonly Attack[] = [
  grasp('Function constructor', 'make code from text', 'return (() => {}).constructor("return globalThis")();'),
  grasp('async constructor', 'make code from text', 'return (async () => {}).constructor("return 1");', 'threw'),
  grasp('generator constructor', 'make code from text', 'return (function* () {}).constructor("yield 1");'),
  grasp(
    'async generator constructor',
    'make code from text',
    'return (async function* () {}).constructor("yield 1");',
    'threw',
  ),
  grasp('class constructor', 'make code from text', 'return (class {}).constructor("return 1")();'),
  grasp(
    'global constructor',
    'climb from the global object',
    'return globalThis.constructor.constructor("return 1")();',
  ),
  grasp('Reflect.construct', 'make code from text', 'return Reflect.construct(Function, ["return 1"]);'),
  grasp('bound Function', 'make code from text', 'return Function.bind(null, "return 1")();'),
  grasp('Function as reviver', 'have a builtin make the code', 'return [..."1"].map(Function)[0];'),
  grasp('subclass of Function', 'make code from text', 'return new (class extends Function {})("return 1");'),
  grasp('indirect eval', 'evaluate text', 'return globalThis.eval ?? Reflect.get(globalThis, "eval");'),
  grasp('bound native constructor', 'climb through a builtin', 'return Math.max.constructor("return 1")();'),
  grasp(
    'getter constructor',
    'climb through an accessor',
    `
    const { get } = Object.getOwnPropertyDescriptor(Map.prototype, 'size'); return get.constructor('return 1')();`,
  ),
  grasp('ShadowRealm', 'open another realm', 'return typeof ShadowRealm !== "undefined" && new ShadowRealm();'),
];

const hostObjects: readonly Attack[] = [
  grasp('process', 'find the host', 'return typeof process !== "undefined" && process;'),
  grasp('require', 'find the host', 'return typeof require !== "undefined" && require;'),
  grasp(
    'node globals',
    'find anything of the host',
    `
    return ['Buffer', 'global', 'module', 'fetch', 'setTimeout', 'setImmediate', 'queueMicrotask', 'structuredClone',
      'performance', 'console', 'Worker', 'MessageChannel', 'URL', 'TextDecoder', 'crypto', 'navigator', 'gc']
      .find((name) => name in globalThis);`,
  ),
  grasp(
    'shared memory',
    'make memory that outlives its return',
    `
    return ['SharedArrayBuffer', 'Atomics', 'WebAssembly'].find((name) => name in globalThis);`,
  ),
  grasp(
    'garbage collector',
    'watch the collector',
    `
    return ['WeakRef', 'FinalizationRegistry'].find((name) => name in globalThis);`,
  ),
  grasp(
    'global prototype chain',
    'find more above the global object',
    `
    let o = globalThis; const seen = [];
    while ((o = Object.getPrototypeOf(o))) seen.push(...Reflect.ownKeys(o));
    return seen.some((key) => !(key in Object.prototype));`,
  ),
  grasp(
    'call sites',
    'be handed live functions of the stack',
    `
    Error.prepareStackTrace = (_, sites) => sites; return typeof new Error('x').stack === 'object';`,
  ),
  grasp(
    'call sites of a subclass',
    'be handed live functions of the stack',
    `
    class E extends Error { static prepareStackTrace = (_, sites) => sites; static stackTraceLimit = 10; }
    return typeof new E('x').stack === 'object' || typeof new E('x').stack === 'string';`,
  ),
  grasp(
    'captureStackTrace',
    'have a stack written into an object',
    `
    const o = {}; Error.captureStackTrace(o); return o.stack;`,
  ),
  grasp('stack text', 'read the paths of the host', 'try { null.x; } catch (error) { return error.stack; }'),
  grasp(
    'overflow in builtins',
    'catch an error of the host where the stack ends',
    `
    const foreign = (error) => !(error instanceof Object) || !(error instanceof RangeError || error instanceof TypeError
      || error instanceof SyntaxError || error instanceof EvalError);
    const ways = [() => new Date(), () => Math.random(), () => Date.now(), () => Date(), () => JSON.parse('[1'),
      () => (() => {}).constructor('1'), () => 'a'.replace(/a/, 'b'), () => new Error('x').stack, () => [3, 1].sort(),
      () => 'x'.localeCompare('y'), () => (1.5).toLocaleString(), () => new Date(0).toLocaleString(), () => 'a'.normalize(),
      () => new (class extends Error {})('x'), () => [1].flatMap((x) => [x]), () => ({}).toString(),
      () => RegExp('('), () => 2n ** 99n, () => new Proxy({}, {}).x, () => Symbol.for('x')];
    let found = false;
    const dig = (how) => { try { how(); } catch (error) { if (foreign(error)) found = true; } dig(how); };
    for (const way of ways) try { dig(way); } catch (error) { if (foreign(error)) found = true; }
    return found;`,
  ),
  grasp(
    'overflow in asynchronous code',
    'catch an error of the host in a promise job',
    `
    let found = false;
    const dig = async () => { try { await dig(); } catch (error) { if (!(error instanceof Object)) found = true; } };
    dig().catch((error) => { if (!(error instanceof Object)) found = true; });
    return found;`,
    'threw',
  ),
  grasp('caller', 'walk up to the caller', 'return attempt.caller || attempt.arguments;'),
  grasp('callee', 'walk up to the caller', 'return (function () { return arguments.callee.caller; })();'),
  grasp('sloppy this', 'get the global object as this', 'return (function () { return this; })();'),
  grasp('sloppy this by call', 'get the global object as this', 'return (function () { return this; }).call(null);'),
  grasp(
    'source of a builtin',
    'read the text of the host through a native function',
    `
    return /process|require|vm\\.|workerData/.test(Function.prototype.toString.call(Date) +
      Function.prototype.toString.call(Math.random) + Function.prototype.toString.call(Object.prototype.toString));`,
  ),
];

const intrinsics: readonly Attack[] = [
  ['push', 'Array.prototype.push = () => 0'],
  ['map', 'Object.defineProperty(Array.prototype, "map", { value: () => [] })'],
  ['an index of all lists', 'Object.defineProperty(Array.prototype, 0, { set() {}, get: () => 0.5 })'],
  ['a field of all objects', 'Object.prototype.score = 1'],
  ['toJSON of all objects', 'Object.prototype.toJSON = () => 0.5'],
  ['toJSON of numbers', 'Number.prototype.toJSON = () => 0.5'],
  ['JSON.stringify', 'JSON.stringify = () => "0.5"'],
  ['JSON itself', 'globalThis.JSON = {}'],
  ['Math', 'Math.random = () => 0'],
  ['the clock', 'Date.now = () => 0'],
  ['list iteration', 'Array.prototype[Symbol.iterator] = function* () {}'],
  ['list iterators', 'Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true })'],
  ['string iterators', 'Object.getPrototypeOf(""[Symbol.iterator]()).next = () => ({ done: true })'],
  ['iterator helpers', 'Iterator.prototype.map = () => []'],
  ['the prototype of generators', 'Object.getPrototypeOf(function* () {}).prototype.next = 1'],
  ['promises', 'Promise.prototype.then = () => {}'],
  ['instanceof', 'Object.defineProperty(Error, Symbol.hasInstance, { value: () => true })'],
  ['a species', 'Object.defineProperty(Array, Symbol.species, { value: null })'],
  ['the prototype of all', 'Object.setPrototypeOf(Object.prototype, { score: 1 })'],
  ['the prototype of the global object', 'Object.setPrototypeOf(globalThis, new Proxy({}, {}))'],
  ['a new global', 'globalThis.leak = 1'],
  ['a removed global', 'delete globalThis.Array'],
  ['the old accessor way', 'Object.prototype.__defineGetter__("score", () => 1)'],
  ['the old prototype way', '({}).__proto__.score = 1'],
].map(([what, statement]) => grasp(`change ${what}`, 'change what the drive uses', `${statement}; return true;`));

const regularExpressions: readonly Attack[] = [
  file(
    'change exec',
    'change regular expressions',
    'RegExp.prototype.exec = () => null; export const value = () => 0.25;',
    'threw',
  ),
  grasp(
    'last match',
    'read what another matched',
    `
    /(secret)/.test('secret'); return RegExp.$1 || RegExp.lastMatch || RegExp['$&'] || RegExp.input;`,
  ),
];

const linking: readonly Attack[] = [
  file('close the wrapper', 'leave the function that holds the file', `}).call(); (function () { ${value}`, 'threw'),
  file('close the wrapper and comment', 'leave the file', `${value}\n}).call(undefined); //`, 'threw'),
  file('return early', 'choose another exports object', `return { value: () => 0.5 }; ${value}`, 'threw'),
  file(
    'an HTML comment',
    'hide code from the linker, which scripts and modules read differently',
    {
      'a.js': `let x = 1, y = 1;\nx<!--y /*\n}).call(undefined); return { value: () => { throw new Error('ESCAPED') } }; (function () {\n//*/\n${value}`,
    },
    'threw',
  ),
  file(
    'an HTML comment end',
    'hide code from the linker',
    { 'a.js': `${value}\n--> }).call(); (function () {` },
    'threw',
  ),
  file(
    'an HTML comment in a string',
    'be refused for a text (it should not be)',
    "const s = '<!-- -->'; export const value = () => s.length === 8 ? 0.25 : 0;",
    honest,
  ),
  file(
    'a line separator in a comment',
    'end a comment where the linker does not',
    'export const value = () => { let x = 0.5; //\u2028 x = 0.25;\n return x; };',
    honest,
  ),
  file(
    'a template that looks like an end',
    'close the wrapper from a template',
    'const t = `}).call(undefined); \x24{1}`; export const value = () => t ? 0.25 : 0;',
    honest,
  ),
  file('a last comment without an end', 'swallow what the linker adds', `${value} /*`, 'threw'),
  file('a last line comment', 'swallow what the linker adds', `${value} //`, honest),
  file(
    'a name of the linker, escaped',
    'collide with the names that the linker makes',
    `const \\u0024file0 = { value: () => 0.5 }; ${value}`,
    honest,
  ),
  file(
    'Object shadowed',
    'give another exports object',
    `const Object = { freeze: () => ({ value: () => 0.5 }) }; ${value}`,
    honest,
  ),
  file(
    'Function.prototype.call shadowed',
    'run the wrapper otherwise',
    `Function.prototype.call = () => ({ value: () => 0.5 }); ${value}`,
    'threw',
  ),
  file('dynamic import', 'load a module', 'export const value = () => { import("node:fs"); return 0.25; };', 'threw'),
  file(
    'dynamic import in a template',
    'load a module',
    'export const value = () => { `$\x7bimport("node:fs")}`; return 0.25; };',
    'threw',
  ),
  file('import.meta', 'find where it lives', 'export const value = () => import.meta.url.length;', 'threw'),
  file('import of the system', 'load a module', `import fs from 'node:fs'; ${value}`, 'threw'),
  file(
    'import with attributes',
    'load a file as data',
    `import x from './package.json' with { type: 'json' }; ${value}`,
    'threw',
  ),
  file('import of an absolute path', 'load a file', `import x from '/etc/passwd'; ${value}`, 'threw'),
  file('import of a data address', 'load code from text', `import x from 'data:text/javascript,1'; ${value}`, 'threw'),
  file('import that climbs', 'load a file outside', `import x from '../../../../etc/passwd'; ${value}`, 'threw'),
  file('import of __proto__', 'name a file that all objects have', `import './__proto__'; ${value}`, 'threw'),
  file(
    'import of constructor',
    'name a file that all objects have',
    `import x from './constructor'; ${value}`,
    'threw',
  ),
  file(
    'import of itself',
    'run endlessly while linking',
    `import { value as v } from './initial.ts'; ${value}`,
    'threw',
  ),
  file(
    'export of __proto__',
    'give the exports another prototype',
    `const p = { value: () => 0.5 }; export { p as __proto__ }; ${value}`,
    honest,
  ),
  file(
    'export of then',
    'be taken for a promise',
    `export const then = (f) => f({ value: () => 0.5 }); ${value}`,
    honest,
  ),
  file('top-level await', 'go on after its time', `await 0; ${value}`, 'threw'),
  file('top-level for await', 'go on after its time', `for await (const x of []) {} ${value}`, 'threw'),
  file('hashbang', 'confuse the linker', `#!/usr/bin/env node\n${value}`, honest),
  file('with', 'look into an object by scope', `export const value = () => { with ({}) { return 0.25; } };`, 'threw'),
  file(
    'sloppy directive',
    'undo strict mode',
    `'use sloppy'; export const value = () => (function () { return this === undefined ? 0.25 : 0.5; })();`,
    honest,
  ),
  file('octal', 'undo strict mode', 'export const value = () => 010 / 32;', 'threw'),
  file('enum', 'TypeScript that needs compiling', `enum A { B } ${value}`, 'threw'),
  file('namespace', 'TypeScript that needs compiling', `namespace A { export const b = 1; } ${value}`, 'threw'),
  file('decorators', 'syntax that is not there', `@((x) => x) class A {} ${value}`, 'threw'),
  file(
    'parameter properties',
    'TypeScript that needs compiling',
    `class A { constructor(public x: number) {} } ${value}`,
    'threw',
  ),
  file('natives', 'call into the engine', `export const value = () => %DebugPrint(1);`, 'threw'),
  file('a labelled block', 'break out of the wrapper', `out: { break out; } ${value}`, honest),
  file('break at the top', 'break out of the wrapper', `break; ${value}`, 'threw'),
  file('no export', 'export nothing', 'const value = 1;', 'threw'),
  file('an empty file', 'export nothing', '', 'threw'),
];

const thrown: readonly Attack[] = [
  file(
    'a proxy thrown',
    'have its traps called by the code that catches',
    `export const value = () => {
    throw new Proxy({}, { get: () => { throw 1; }, has: () => true, getPrototypeOf: () => Object.prototype }); };`,
    'threw',
  ),
  file(
    'an error that asks back',
    'run when it is described',
    `export const value = () => {
    throw { get message() { return { toString: () => 'x'.repeat(2 ** 20) }; }, name: { [Symbol.toPrimitive]: () => 'E' } }; };`,
    'threw',
  ),
  file('undefined thrown', 'hide the reason', 'export const value = () => { throw undefined; };', 'threw'),
  file('thrown while loading', 'fail before it is called', `throw new Error('early'); ${value}`, 'threw'),
  file('a thenable value', 'be awaited', 'export const value = () => ({ then(f) { f(0.5); } });', 'threw'),
  file('an asynchronous value', 'be awaited', 'export const value = async () => 0.5;', 'threw'),
  file('a generator for a value', 'be iterated', 'export function* value() { yield 0.5; }', 'threw'),
  file('value is a class', 'be constructed', 'export class value {}', 'threw'),
  file(
    'a proxy for a function',
    'see the drive call',
    `export const value = new Proxy(() => 0.25, { apply: (f, self, args) => {
    if (self && Object.getPrototypeOf(self) !== null) throw new Error('ESCAPED'); return f(); } });`,
    honest,
  ),
];

export const escapes: readonly Attack[] = [
  ...codeFromText,
  ...hostObjects,
  ...intrinsics,
  ...regularExpressions,
  ...linking,
  ...thrown,
];
