import fc from 'fast-check';
import { expect, test } from 'vitest';
import { link } from '../../src/evaluation/link.ts';
import { readProgram } from '../../src/language/program.ts';

/** Statements without an end; `#` makes their names different. */
const plainStatements = [
  ...['n = n', 'n++', 'put("x")', 'let a# = put', 'if (n) put(1); else put(2)', 'do n++; while (n < 0)', 'label#: n'],
  ...[
    '{ put("block") }',
    'class C# { static x = put }',
    'class D# { x = put\n"y" = 1 }',
    'function e#() { return put }',
  ],
  ...['const o# = { put }', 'export {}', 'export { n as f# }', 'export { put as "odd #" }', 'export const g# = put'],
  ...['export let h# = put', 'export let i# = n++', 'export function j#() {}', 'export class K# {}', 'export var m#'],
  ...['export const { length: l# } = "word"', 'export default function () { put("called"); return put }'],
  ...['export default class { static x = put }', 'export default () => put', 'export default (() => put)'],
  ...['export default put', 'export default (put, n)', 'export default n', 'export default function named() {}'],
  ...['export default class Named {}', 'export default [put][0]', 'import "./lib.js"', 'import "./other.js"'],
  ...['import { a as p# } from "./lib.js"', 'import q# from "./lib.js"; put(q#.name)'],
  ...['import * as r# from "./lib.js"; put(Object.keys(r#)); put("toString" in r#)'],
  ...['import { m as s#, more as t# } from "./lib.js"; t#(); put(s#)', 'export * from "./lib.js"'],
  ...['export { a as u# } from "./lib.js"', 'export * as v# from "./other.js"'],
  ...['import { a as w# } from "./other.js"; export { w# }'],
  // Lines that could go on with the one before.
  ...['(put("call"))', '[put("item")][0]', '`template`', '/x/g.test("x")', '-put("minus")', '++n', '--n', '(1, 2)'],
];
/** Statements with types, and the same without. */
const typed = [
  ...['type T# = number', 'interface I# {}', 'declare const z#: number', 'export type U# = number'].map((text) => [
    text,
    ';',
  ]),
  ...[
    ['import type { V# } from "./lib.js"', ';'],
    ['let x#: number = 1', 'let x# = 1'],
    ['let y#!: number;', 'let y#;'],
  ],
  ...[
    ['put!', 'put'],
    ['(put as any)', '(put)'],
    ['class J# { private a?: number; b!: string }', 'class J# { a; b }'],
  ],
];
const statements = [...plainStatements.map((text) => [text, text]), ...typed];
const ends = [';', '\n', '\n', '\n', ' // end\n', '/*\n*/', ' /* end */ ;\n', '\n\n'];

/** A program with types, and the same without. */
const main = fc
  .tuple(
    fc.constantFrom('', '#!/usr/bin/env node\n'),
    fc.array(fc.tuple(fc.constantFrom(...statements), fc.constantFrom(...ends)), { maxLength: 8 }),
  )
  .map(([first, parts]) =>
    [0, 1].map((version) =>
      programOf(
        first,
        parts.map(([texts, end]) => texts[version] + end),
      ),
    ),
  );

function programOf(first: string, statements: readonly string[]): string {
  const body = statements.map((text, index) => text.replaceAll('#', String(index))).join('');
  return `${first}export const log = []; let n = 0; const put = (x) => (log.push(String(x)), put);\nput.toString = () => 'put';\n${body}`;
}

const lib =
  'import "./other.js"\nexport let m = 1\nexport const a = 2, more = () => { m++ }\nexport default function () { return m }\n(globalThis.order ??= []).push("lib")\nexport const order = globalThis.order';
const other = 'export const a = 3;\n(globalThis.order ??= []).push("other")';

const address = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
let imported = 0;

/** What modules do with the text. */
function asModules(text: string): Promise<unknown> {
  const fresh = `\n// ${imported++}`;
  return outcome(async () => {
    const otherAddress = address(other + fresh);
    const linked = (file: string) => file.replaceAll('./other.js', otherAddress) + fresh;
    return import(/* @vite-ignore */ address(linked(text).replaceAll('./lib.js', address(linked(lib)))));
  });
}

function asScript(text: string, metered: boolean): Promise<unknown> {
  return outcome(async () => {
    const linked = link(readProgram({ 'main.ts': text, 'lib.js': lib, 'other.js': other }), { metered });
    if ('refusal' in linked) throw new SyntaxError(linked.refusal);
    return new Function(linked.script)({ left: 1e6, end: () => expect.fail('out of fuel') });
  });
}

/** The exports, and in which order the files loaded; or that they do not. */
async function outcome(load: () => Promise<object>): Promise<unknown> {
  const shared: { order?: string[] } = globalThis as object;
  shared.order = [];
  try {
    const exports = await load();
    const described = Object.entries(exports).map(([name, value]) => [name, describe(value)]);
    return [described, shared.order];
  } catch {
    return 'fails';
  } finally {
    delete shared.order;
  }
}

function describe(value: unknown): unknown {
  if (typeof value === 'function') return `${value.name}: ${Object.getOwnPropertyNames(value)}`;
  if (Array.isArray(value)) return value.map(describe);
  if (typeof value === 'object' && value !== null) return Object.keys(value);
  return String(value);
}

test('a linked program does what its modules do', async () => {
  await fc.assert(
    fc.asyncProperty(main, fc.boolean(), async ([text = '', untyped = ''], metered) => {
      expect(await asScript(text, metered)).toEqual(await asModules(untyped));
    }),
    { numRuns: 150 },
  );
});
