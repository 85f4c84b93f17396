import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { realmGlobals } from './globals.ts';
import type { Drive, Load } from './realm/candidate.ts';
import type { Inside } from './realm/inside.ts';

/** The time on the clock of every realm: 2025-01-01 00:00 UTC. */
const time = Date.UTC(2025, 0, 1);

/** A fresh world for one candidate: it holds nothing of the thread, and nothing in it that all share can be changed. */
export interface Realm {
  readonly inside: Inside;
  /** Compiles a linked script into the function that loads the candidate; nothing of it runs before that is called. */
  compile(script: string): Load;
  /** Evaluates the script of a stage's drive. */
  evaluate(script: vm.Script): Drive;
}

function vanillaContext(): vm.Context {
  return vm.createContext(vm.constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    // A queue of its own, which nothing drains: what a candidate puts off never runs.
    microtaskMode: 'afterEvaluate',
  });
}

/**
 * Compiles what every realm starts with, once; the function it returns then makes realms at a third of a millisecond.
 * The text is committed as `bundle-realm.ts` made it, so that a checkout needs no bundler and a thread starts at once.
 */
export function realmMaker(): () => Realm {
  const bundle = readFileSync(new URL('./realm/bundle.js', import.meta.url), 'utf8');
  const start = `${bundle} const inside = realm.prepareRealm(${JSON.stringify(realmGlobals)}, ${time}); ${shorthands}`;
  const script = new vm.Script(`(() => { 'use strict'; ${start} ${freezing(start)} return inside; })()`);
  return () => {
    const context = vanillaContext();
    return {
      inside: script.runInContext(context),
      compile: (text) => vm.compileFunction(text, [], { parsingContext: context }) as Load,
      evaluate: (drive) => drive.runInContext(context),
    };
  };
}

const shorthands = 'const f = Object.freeze, p = Object.getPrototypeOf, d = Object.getOwnPropertyDescriptor;';

/** Expressions for what a candidate can reach by name or by syntax, directly. */
const roots = [
  'globalThis',
  'p(function* () {})',
  'p(async () => {})',
  'p(async function* () {})',
  'p((async () => {})())',
  'p(p((function* () {})()))',
  'p(p((async function* () {})()))',
  'p([][Symbol.iterator]())',
  "p(''[Symbol.iterator]())",
  'p(new Map().entries())',
  'p(new Set().entries())',
  "p(/a/[Symbol.matchAll](''))",
  'p([].values().map((item) => item))',
  'p(Iterator.from({ next: () => ({}) }))',
  "d((function () { 'use strict'; return arguments; })(), 'callee').get",
];

/** The statements that freeze a started realm, recorded in a sample. RegExp.prototype is watched instead. */
function freezing(start: string): string {
  const list = roots.map((expression) => `[${expression}, ${JSON.stringify(expression)}]`).join(', ');
  const record = `realm.recordFreezing([${list}], [globalThis, RegExp.prototype])`;
  const statements = new vm.Script(`(() => { 'use strict'; ${start} return ${record}; })()`);
  return `${statements.runInContext(vanillaContext())} f(globalThis);`;
}

/** The script whose value is the stage's drive; one serves all realms of a thread. */
export function driveScript(drive: string): vm.Script {
  return new vm.Script(`'use strict'; (${drive})`);
}
