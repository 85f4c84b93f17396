import { describe, expect, test } from 'vitest';
import type { Files } from '../../src/api/index.ts';
import { link } from '../../src/evaluation/link.ts';
import { readProgram } from '../../src/language/program.ts';

/** The exports of the entry, when the linked script runs here; a metered one has the same. */
function run(files: Files): Record<string, unknown> {
  const [plain, metered] = [false, true].map((metered) => {
    const linked = link(readProgram(files), { metered });
    if ('refusal' in linked) throw new Error(linked.refusal);
    return new Function(linked.script)({ left: 1e6, end: () => expect.fail('out of fuel') });
  });
  expect(JSON.stringify(metered)).toBe(JSON.stringify(plain));
  return metered;
}

function refusal(source: string): string {
  const linked = link(readProgram({ 'a.ts': source }));
  return 'refusal' in linked ? linked.refusal : 'linked';
}

describe('exports', () => {
  test.each<[string, object]>([
    ['export const a = 1, { b, c: [d] } = { b: 2, c: [3] };', { a: 1, b: 2, d: 3 }],
    ['const a = 1; export { a as default, a as "odd name" };', { default: 1, 'odd name': 1 }],
    ['export default 1 + 1', { default: 2 }],
    ['const f = (a?: number) => 1 + a!\nexport const b = f(2) as number\nexport { b as c }', { b: 3, c: 3 }],
    [
      'let a = 1 as number\nif (a) for (;;) { a = 2 as any\nbreak } else a = 3!\ndo (a++) as any\nwhile (a < 5)\nexport { a }',
      { a: 5 },
    ],
    ['export default (a, 3); var a', { default: 3 }],
    ['export function* f() {} export const kind = typeof f;', { f: expect.any(Function), kind: 'function' }],
    ['export default class A { static x = 1 } export const y = A.x;', { default: expect.any(Function), y: 1 }],
    ['export type A = number; export interface B {}; type C = A; export { type C }; export const a: A = 1;', { a: 1 }],
    ['export const strict = (function () { return this; })() === undefined;', { strict: true }],
    ['export const __proto__ = 1, constructor = 2;', JSON.parse('{"__proto__":1,"constructor":2}')],
    ['export const a = 1 // no line end', { a: 1 }],
    ['#!/usr/bin/env node\nexport const a = 1;', { a: 1 }],
    [
      'let called = 0\nexport default function () { called++ }\n(1, 2)\nexport { called }',
      { called: 0, default: expect.any(Function) },
    ],
    ['let f = Number\nexport { f as g }\n(1, 2)\nexport const a = f(3)', { a: 3, g: Number }],
    ['export default (() => 1)', { default: expect.objectContaining({ name: 'default' }) }],
  ])('%s', (source, expected) => {
    expect({ ...run({ 'a.ts': source }) }).toEqual(expected);
  });

  test('a variable that changes is followed', () => {
    const exports = run({ 'a.js': 'export let n = 0; export const bump = () => { n++; };' });
    (exports.bump as () => void)();
    expect(exports.n).toBe(1);
  });
});

test('a name is exported once', () => {
  expect(refusal('export const a = 1; const b = 2; export { b as a };')).toBe('a.ts exports a twice');
});

describe('imports between own files', () => {
  test('every form', () => {
    const files = {
      'src/main.ts': `import first, { second as two, "odd name" as odd } from '../lib/b.js';
        import * as all from '../lib/b';
        export * from '../lib/b.ts'; export * as everything from '../lib/b.ts';
        export { second as again } from '../lib/b.ts';
        export const own = [first, two, odd, all.second];`,
      'lib/b.ts': 'export default 1; export const second = 2; const three = 3; export { three as "odd name" };',
    };
    const { everything, ...rest } = run(files);
    expect(rest).toEqual({ second: 2, again: 2, own: [1, 2, 3, 2], 'odd name': 3 });
    expect(everything).toEqual({ default: 1, second: 2, 'odd name': 3 });
  });

  test('an imported variable that changes is read each time, unless an inner variable has its name', () => {
    const files = {
      'a.ts': `import { count, bump } from './b.ts';
        const shadows = [
          ((count) => count)('parameter'),
          (() => { { let count = 'block'; return count; } })(),
          (() => { var result = []; for (const count of ['loop']) result.push(count); return result[0]; })(),
          (() => { try { throw 'catch'; } catch (count) { return count; } })(),
          (() => { return typeof count; function count() {} })(),
          (() => { if (true) { var count = 'var'; } return count; })(),
          ({ count: 'key' }).count, (class count { static x = 'class'; }).x,
          (({ count = 'default' }) => count)({}), (([...count]) => count[0])(['rest']),
          (() => { switch (1) { case 1: let count = 'switch'; return count; } })(),
          (() => { count: for (;;) break count; return 'label'; })(),
        ];
        bump();
        export const seen = [count, { count }, \`\${count}\`, (() => count)(), ...shadows];`,
      'b.ts': 'export let count = 0; export function bump() { count++; }',
    };
    expect(run(files).seen).toEqual([
      ...[1, { count: 1 }, '1', 1],
      ...[
        'parameter',
        'block',
        'loop',
        'catch',
        'function',
        'var',
        'key',
        'class',
        'default',
        'rest',
        'switch',
        'label',
      ],
    ]);
  });

  test('a function that changes is called without a receiver', () => {
    const files = {
      'a.ts': "import { who } from './b.ts'; export const [called, tagged] = [who(), who``];",
      'b.ts': 'export let who = function () { return this === undefined; };',
    };
    expect(run(files)).toMatchObject({ called: true, tagged: true });
  });

  test('each file loads once, before those that import it', () => {
    const files = {
      'a.ts': "import './b.ts'; import { log } from './c.ts'; log.push('a'); export { log };",
      'b.ts': "import { log } from './c.ts'; log.push('b');",
      'c.ts': 'export const log = [];',
    };
    expect(run(files).log).toEqual(['b', 'a']);
  });

  test('the linker uses no name that the program uses', () => {
    const files = { 'a.ts': "import b from './b.ts'; export const $file0 = b;", 'b.ts': 'export default 5;' };
    expect(run(files)).toEqual({ $file0: 5 });
  });
});

test.each([
  ["import { a } from 'piscina';", "a.ts imports 'piscina': a candidate can only import its own files"],
  ["import '/etc/x.js';", "a.ts imports '/etc/x.js': a candidate can only import its own files"],
  ["export * from './b.ts';", "a.ts imports './b.ts', but the candidate has no file b.ts"],
  ["import { b } from './a.ts';", 'files import each other in a circle: a.ts -> a.ts'],
  ['const f = () => import("./b.ts");', 'a.ts, line 1: the sandbox has no import()'],
  ['export const a = import.meta;', 'a.ts, line 1: the sandbox has no import.meta'],
  ['for await (const a of []) {}', 'a.ts, line 1: the sandbox is synchronous, so it has no await outside a function'],
  ['\nenum A { B }', 'a.ts, line 2: an enum would have to be compiled; the sandbox only removes types'],
  ['class A { constructor(private a: number) {} }', 'a parameter that is a property would have to be compiled'],
  ['@a class B {}', 'a decorator would have to be compiled'],
  ['\nexport const a = ;', 'a.ts, line 2'],
  ['return 1;', 'a.ts'],
])('%s is refused', (source, message) => {
  expect(refusal(source)).toContain(message);
});

test('a name that a file does not export is refused', () => {
  const linked = link(readProgram({ 'a.ts': "import { c } from './b.ts';", 'b.ts': 'export const a = 1, b = 2;' }));
  expect(linked).toEqual({ refusal: "'./b.ts' exports no c; it exports: a, b" });
});

test('code after which the file would end early cannot leave its file', () => {
  expect(refusal('}).call(); globalThis.x = 1; (function () {')).toContain('a.ts');
});
