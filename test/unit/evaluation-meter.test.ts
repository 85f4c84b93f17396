import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { link } from '../../src/evaluation/link.ts';
import { readProgram } from '../../src/language/program.ts';
import { listProblems } from '../../src/load-problem.ts';

/** The result of `f` and the operations that it takes, without loading. */
function spent(source: string): [unknown, number] {
  const linked = link(readProgram({ 'a.js': source }), { metered: true });
  if ('refusal' in linked) throw new Error(linked.refusal);
  const fuel = { left: 1e6, end: () => expect.fail('out of fuel') };
  const { f } = new Function(linked.script)(fuel);
  const before = fuel.left;
  return [f(), before - fuel.left];
}

describe('operations, counted by hand', () => {
  // A call costs 1, and so do each operator, member, branch, pass of a loop, declared variable, return and closure.
  test.each<[string, unknown, number]>([
    ['export function f() {}', undefined, 1],
    ['export const f = () => 1', 1, 1],
    ['export const f = () => 1 + 2 * 3', 7, 3],
    ['export function f() { return 1 }', 1, 2],
    ['export function f() { let a = 1; a++; return a }', 2, 4],
    ['export const f = () => (1, 2, 3)', 3, 1],
    ['export const f = () => ((1) + ((2)))', 3, 2],
    // call 1, declarations 2, loop 1, first test 1; each of 3 passes: pass 1, test 1, update 1, addition 1; return 1.
    ['export function f() { let s = 0; for (let i = 0; i < 3; i++) s += i; return s }', 3, 18],
    ['export function f() { let i = 0; while (i < 3) i++; return i }', 3, 14],
    ['export function f() { let i = 0; do i++; while (i < 3); return i }', 3, 13],
    // call 1, loop 1, list 1; each pass: pass 1, declaration 1, addition 1; declaration 1, return 1.
    ['export function f() { let s = 0; for (const x of [1, 2]) s += x; return s }', 3, 11],
    // Only the branch that is taken: call 1, branch 1, test 1, then 1 or 3.
    ['export function f() { if (1 < 2) return 1; else return 1 + 2 + 3 }', 1, 4],
    ['export function f() { if (1 > 2) return 1; else return 1 + 2 + 3 }', 6, 6],
    // Code after a branch that leaves is not counted: call 1, branch 1, return 1.
    ['export function f() { if (true) return 1; return 1 + 2 + 3 + 4 }', 1, 3],
    // Both sides of a conditional expression are: call 1, test 1, conditional 1, sums 3.
    ['export const f = () => 1 < 2 ? 1 + 2 : 1 + 2 + 3', 3, 6],
    // call 1, switch 1; second case: addition 1; the one it falls into: return 1.
    ['export function f() { let a = 2; switch (a) { case 1: a++; case 2: a++; default: return a } }', 3, 5],
    // call 1, try 1, throw 1, new 1; caught: return 1.
    ['export function f() { try { throw new Error() } catch { return 1 } }', 1, 5],
    // call 1, declaration 1, closure 1, call 1; inside: call 1, default 1.
    ['export function f() { const g = (a = 1 + 1) => a; return g() }', 2, 7],
    // call 1, return 1, member 1, new 1; the class 1 with a field 1, whose value is 1.
    ['export function f() { return new (class { a = 1 + 1 })().a }', 2, 7],
    // Work of a built-in function is not counted: call 1, two calls, two members.
    ['export const f = () => [3, 1, 2].sort().join("")', '123', 6],
  ])('%s', (source, value, operations) => {
    expect(spent(source)).toEqual([value, operations]);
  });
});

test('the programs that come with germline still parse with a meter', async () => {
  for (const name of await listProblems()) {
    const file = new URL(`../../problems/${name}/initial.ts`, import.meta.url);
    if (!existsSync(file)) continue; // its candidates are programs of the system
    const linked = link(readProgram({ 'initial.ts': readFileSync(file, 'utf8') }), { metered: true });
    if ('refusal' in linked) throw new Error(`${name}: ${linked.refusal}`);
    expect(() => new Function(linked.script)({ left: 1e9 }), name).not.toThrow();
  }
});

test('no file can spell the name of the fuel', () => {
  const text = String.raw`const $fuel = 1, $fu\u0065l$ = 2; "$fuel\u{00024}\u{24}"`;
  const linked = link(readProgram({ 'a.js': text }), { metered: true });
  expect('script' in linked && linked.script).toContain('const $fuel$$$ = arguments[0];');
});
