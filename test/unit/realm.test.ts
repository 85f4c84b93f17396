import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { bundleFile, bundleRealm } from '../../bundle-realm.ts';
import type { Node } from '../../src/language/javascript/node.ts';
import { scopesIn } from '../../src/language/javascript/scope.ts';
import { realmGlobals } from '../../workers/globals.ts';
import { driveScript, realmMaker } from '../../workers/realm.ts';

const makeRealm = realmMaker();

/** The value of an expression in a realm, along the way that evidence takes. */
function evaluate(body: string): unknown {
  const { inside, compile, evaluate } = makeRealm();
  inside.limit(1e6);
  const said = inside.drive(
    compile(`'use strict'; return () => { ${body} };`),
    evaluate(driveScript('(run) => run()')),
    '0',
  );
  if (said !== '') throw new Error(said);
  return JSON.parse(inside.evidence())[0];
}

test('whatever syntax and names can reach is frozen, but for what is watched', () => {
  const loose = evaluate(`
    const roots = { globalThis, generator: function* () {}, instance: Object.getPrototypeOf((function* () {})()), async: async () => {},
      asyncGenerator: async function* () {}, asyncInstance: Object.getPrototypeOf((async function* () {})()), list: [][Symbol.iterator](),
      text: ''[Symbol.iterator](), map: new Map().keys(), set: new Set().keys(), match: /a/g[Symbol.matchAll]('a'),
      helper: [].values().map((x) => x), wrap: Iterator.from({ next() {} }), symbol: Symbol.iterator, bigint: 1n,
      regexp: /a/, date: new Date(), promise: (async () => {})(), error: new RangeError('x'), proxy: new Proxy({}, {}),
      typed: new Float16Array(1), view: new DataView(new ArrayBuffer(1)), now: Date.now, random: Math.random,
      arguments: (function () { return arguments; })(), template: ((parts) => parts)\`a\`, class: class {} };
    const seen = new Set(); const loose = [];
    const walk = (value, path, own) => {
      if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
      seen.add(value);
      if (!own && !Object.isFrozen(value)) loose.push(path);
      walk(Object.getPrototypeOf(value), path + '.__proto__', false);
      if (own) return;
      for (const key of Reflect.ownKeys(value)) {
        const d = Object.getOwnPropertyDescriptor(value, key);
        walk(d.value, path + '.' + String(key), false); walk(d.get, path + '.get ' + String(key), false);
        walk(d.set, path + '.set ' + String(key), false);
      }
    };
    walk(globalThis, 'globalThis', false);
    for (const [name, value] of Object.entries(roots)) walk(value, name, true);
    return [loose, seen.size];`) as [string[], number];
  expect(loose[0]).toEqual(['globalThis.RegExp.prototype']);
  expect(loose[1]).toBeGreaterThan(500);
});

test('the globals are those of the list', () => {
  const names = evaluate('return Reflect.ownKeys(globalThis).map(String)') as string[];
  expect(names.toSorted()).toEqual(realmGlobals.toSorted());
});

test.each([
  ['RegExp.prototype.exec = () => null'],
  ['RegExp.prototype.leak = 1'],
  ['delete RegExp.prototype.test'],
  ['Object.setPrototypeOf(RegExp.prototype, null)'],
  ['Object.preventExtensions(RegExp.prototype)'],
  ['Object.defineProperty(RegExp.prototype, "exec", { configurable: false })'],
  ['Object.defineProperty(RegExp.prototype, "exec", { enumerable: true })'],
  ['Object.defineProperty(RegExp.prototype, "flags", { get: () => "" })'],
])('%s is noticed', (attack) => {
  expect(() => evaluate(`${attack}; return 1`)).toThrow('RegExp.prototype may not be changed');
});

test('one realm shares nothing with another, nor with the thread', () => {
  const script = driveScript('Array');
  const [one, other] = [makeRealm().evaluate(script), makeRealm().evaluate(script)];
  expect(new Set([one, other, Array]).size).toBe(3);
});

test('symbols for all are for all of a realm only', () => {
  expect(
    evaluate(`const s = Symbol.for('x'); return [s === Symbol.for('x'), Symbol.keyFor(s), s.description,
      Symbol.keyFor(Symbol.iterator) ?? null, Symbol.for(undefined).description, Symbol.for.name, Symbol.keyFor.length]`),
  ).toEqual([true, 'x', 'x', null, 'undefined', 'for', 1]);
  const { compile } = makeRealm();
  expect(compile("return Symbol.for('x')")()).not.toBe(Symbol.for('x'));
});

test('the errors of a realm have no stack, whose reading would enter the thread', () => {
  expect(evaluate('return [new Error("x").stack ?? null, "captureStackTrace" in Error]')).toEqual([null, false]);
});

const bundle = readFileSync(bundleFile, 'utf8');

test('the text that runs in realms is that of its modules: else run `npm run realm`', async () => {
  expect(bundle).toBe(await bundleRealm());
});

test('the text that runs in realms uses the language only', () => {
  const { program } = parseSync('bundle.js', bundle, { lang: 'js', range: true });
  const host = ['WebAssembly', 'console', 'process'];
  const names = scopesIn(program as object as Node).free;
  expect([...names].filter((name) => !realmGlobals.includes(name))).toEqual([]);
  for (const name of host) expect(names).not.toContain(name);
});
