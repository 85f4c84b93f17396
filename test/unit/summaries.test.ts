import { expect, test } from 'vitest';
import { languageOf } from '../../src/language/index.ts';
import { numbersOf, readProgram } from '../../src/language/program.ts';
import { describeNumbers } from '../../src/proposers/changed-numbers.ts';
import { describeCuts } from '../../src/proposers/tuners/describe-cuts.ts';
import { parametersOf } from '../../src/proposers/tuners/parameters.ts';

const change = (from: number, to: number, owner?: string) => ({ from, to, owner });

test('a tuned program says which number became what, and what it belongs to', () => {
  const parameters = parametersOf(readProgram({ 'a.js': 'const cooling = 0.3; const o = { halfLife: 3 }; f(7);' }));
  expect(parameters.describe([0.362_901, 3, 7])).toBe('0.3 → 0.3629 (cooling)');
  expect(parameters.describe([0.3, 2, 9])).toBe('3 → 2 (halfLife), 7 → 9');
});

test('of many numbers those that changed most are named', () => {
  const all = [change(1, 1.01, 'a'), change(4, 8, 'b'), change(2, 2.2), change(0, 0.1, 'c')];
  expect(describeNumbers(all)).toBe('0 → 0.1 (c), 4 → 8 (b), 2 → 2.2 and 1 more number');
  expect(describeNumbers([...all, change(5, 5.01)])).toMatch(/ and 2 more numbers$/);
});

test('as many digits are shown as tell the two values apart', () => {
  expect(describeNumbers([change(2.4, 2.400_001_3)])).toBe('2.4 → 2.4000013');
  expect(describeNumbers([change(1, 1 + Number.EPSILON)])).toBe('1 → 1.0000000000000002');
  expect(describeNumbers([change(1_832_000_001, -2)])).toBe('1832000001 → -2');
});

/** The owner of the only 7 in a program. */
function ownerIn(file: string, text: string): string | undefined {
  const numbers = languageOf(file).numbers({ name: file, text });
  return numbers.find(({ value }) => value === 7)?.owner;
}

test.each([
  ['a.ts', 'const rate: number = 7;', 'rate'],
  ['a.ts', 'let rate = 3 * f(7 + x);', 'rate'],
  ['a.ts', 'rate += 7;', 'rate'],
  ['a.ts', 'this.rate = 7;', 'this.rate'],
  ['a.ts', 'const o = { rate: 7 };', 'rate'],
  ['a.ts', 'class A { #rate = 7; }', '#rate'],
  ['a.ts', 'function f(rate = 7) {}', 'rate'],
  ['a.ts', 'const scale = (x: number) => 7 * x;', 'scale'],
  ['a.ts', 'const scale = (x: number) => { return 7 * x; };', undefined],
  ['a.ts', 'const [a, b] = g(7);', undefined],
  ['a.ts', 'if (x < 7) y = 3;', undefined],
  ['a.py', 'rate = 7', 'rate'],
  ['a.py', 'rate = x * 7 + 1', 'rate'],
  ['a.py', 'def f(rate=7): pass', 'rate'],
  ['a.py', 'f(rate=7)', 'rate'],
  ['a.py', 'x = a if b < 7 else 3', 'x'],
  ['a.py', 'while x > 7: pass', undefined],
  ['a.c', 'static const double rate = 7.0;', 'rate'],
  ['a.c', '#define RATE 7\n', 'RATE'],
  ['a.c', 'int f(void) { return x > 7; }', undefined],
  ['a.cpp', 'int f(int rate = 7);', 'rate'],
  ['a.go', 'package a\nconst rate = 7\n', 'rate'],
  ['a.go', 'package a\nfunc f() { rate := 7 }\n', 'rate'],
  ['a.rs', 'const RATE: f64 = 7.0;', 'RATE'],
  ['a.rs', 'fn f() { let rate = 7.0_f64.max(x); }', 'rate'],
])('in %s, 7 in %j belongs to %s', (file, text, owner) => {
  expect(ownerIn(file, text)).toBe(owner);
});

test('numbers of a program carry their owners', () => {
  const text = 'const a = 1;\n// EVOLVE-BLOCK-START\nconst b = 2;\n// EVOLVE-BLOCK-END\n';
  expect(numbersOf(readProgram({ 'a.js': text })).map(({ owner }) => owner)).toEqual(['b']);
});

test('the largest cut is named, and how much all of them leave out', () => {
  const program = readProgram({ 'a.js': 'f(2 * (8 ** 2));\nunused();\n' });
  const cut = (before: string, text: string, from = program.files['a.js']!) => {
    const start = from.indexOf(before);
    return { file: 'a.js', start, end: start + before.length, text };
  };
  expect(describeCuts(program, [[cut('unused();\n', '')]])).toBe('leave out `unused();`, 27 to 17 characters');
  expect(describeCuts(program, [[cut('(8 ** 2)', '8')]])).toBe('shorten `(8 ** 2)` to `8`, 27 to 20 characters');
  const rounds = [[cut('(8 ** 2)', '8')], [cut('unused();\n', '', 'f(2 * 8);\nunused();\n')]];
  expect(describeCuts(program, rounds)).toBe('leave out `unused();` and 1 more part, 27 to 10 characters');
});
