import { expect, test } from 'vitest';
import type { Proposal, Request } from '../../src/api/proposer.ts';
import { numbersOf, readProgram } from '../../src/language/program.ts';
import { operatorsFor } from '../../src/proposers/operators/index.ts';
import { randomStream } from '../../src/random.ts';
import { aCandidate } from '../factory.ts';

const operators = operatorsFor(readProgram({ 'a.js': '' }));

/** Every text that an operator makes of a program in many draws, trimmed. */
function childrenOf(name: string, text: string, mates: readonly string[] = [], count = 400): ReadonlySet<string> {
  const operator = operators.find((candidate) => candidate.name === name);
  const inspirations = mates.map((mate, index) => aCandidate(index + 2, readProgram({ 'a.js': mate })));
  const parent = aCandidate(1, readProgram({ 'a.js': text }));
  const draws = Array.from({ length: count }, (_, seed) => {
    const request: Request = { statement: '', direction: 'max', parent, inspirations, random: randomStream(seed) };
    return operator?.propose(request, new AbortController().signal) as Proposal;
  });
  return new Set(
    draws.flatMap((proposal) => (proposal.status === 'proposed' ? [(proposal.files['a.js'] as string).trim()] : [])),
  );
}

const f = (body: string) => `export function f(a, b) { ${body} }`;

test.each([
  ['swap-operator', f('return a < 3;'), f('return (a <= 3);')],
  ['swap-operator', f('return a - b;'), f('return (b - a);')],
  ['swap-operator', f('let x = 1; x += a; return x;'), f('let x = 1; x *= a; return x;')],
  ['swap-variable', f('let i = 1; let j = 2; return i * j;'), f('let i = 1; let j = 2; return j * j;')],
  ['wrap-expression', f('return Math.sqrt(a);'), f('return Math.abs(Math.sqrt(a));')],
  ['replace-expression', f('return a * (b - 1);'), f('return (b - 1);')],
  ['change-condition', f('if (a > b) return 1; return 2;'), f('if (!(a > b)) return 1; return 2;')],
  ['edit-statement', f('a++; b++; return a;'), f(' b++; return a;')],
  ['edit-statement', f('a++; b++; return a;'), f('b++; a++; return a;')],
  ['edit-list', f("return ['i', a, 3];"), f("return ['i', 3, a];")],
  ['edit-list', f('return [a, b];'), f('return [b];')],
  ['edit-list', f('return [a, b];'), f('return [a];')],
  ['edit-list', f('return [a, b];'), f('return [a, b, b];')],
  ['edit-list', f('return g(a, b);'), f('return g(b, a);')],
  ['special-case', f('return a * b;'), f('if (b === 1) return a;\nreturn a * b;')],
  ['special-case', f('return a * b;'), f('if (a === b) return 0;\nreturn a * b;')],
  ['special-case', f('g(a);'), f('if (a === 0) return;\ng(a);')],
  [
    'special-case',
    'function turn([re, im], angle = 0) { return [re * angle, im * angle]; }',
    'function turn([re, im], angle = 0) { if (angle === 1) return [re, im];\nreturn [re * angle, im * angle]; }',
  ],
  ['tune-one', f('return 5;'), f('return 6;')],
  ['tune-one', f('return a - 2;'), f('return a - 3;')],
  ['swap-call', f('return Math.max(a, b);'), f('return Math.min(a, b);')],
  ['change-loop', f('for (let i = 0; i < a; i++) b++; return b;'), f('for (let i = 0 + 1; i < a; i++) b++; return b;')],
  ['change-loop', f('for (let i = 0; i < a; i++) b++;'), f('for (let i = a - 1; i >= 0; i--) b++;')],
  ['extract-constant', f('return 7 * a;'), `const constant = 7;\n${f('return constant * a;')}`],
  ['extract-constant', f('return 7 * a - 7;'), `const constant = 7;\n${f('return constant * a - constant;')}`],
  ['name-expression', f('return a * b + a * b;'), f('const value = a * b;\nreturn value + value;')],
  [
    'interchange-loops',
    f('for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) g(i, j);'),
    f('for (let j = 0; j < b; j++) {\n  for (let i = 0; i < a; i++) g(i, j);\n}'),
  ],
])('%s turns %s, among others, into %s', (name, text, child) => {
  expect([...childrenOf(name, text)]).toContain(child);
});

test('named numbers are changed more often than others', () => {
  const numbers = Array.from({ length: 19 }, (_, index) => index + 2).join(', ');
  const text = `const reach = 0.5;\nexport const f = () => [${numbers}].map((x) => x * reach);`;
  const tuneOne = operators.find(({ name }) => name === 'tune-one')!;
  const draws = Array.from({ length: 400 }, (_, seed) => {
    const parent = aCandidate(1, readProgram({ 'a.js': text }));
    const request: Request = { statement: '', direction: 'max', parent, inspirations: [], random: randomStream(seed) };
    return tuneOne.propose(request, new AbortController().signal) as Proposal;
  });
  const named = draws.filter(({ summary }) => summary?.startsWith('0.5 → ')).length;
  expect(named).toBeGreaterThan(60); // a fifth of all, where it would be a twentieth
  expect(named).toBeLessThan(140);
});

test('arguments are neither removed nor repeated, and lists with holes are left alone', () => {
  expect([...childrenOf('edit-list', f('return g(a, b);'))]).toEqual([f('return g(b, a);')]);
  expect([...childrenOf('edit-list', f('return [a, , b];'))]).toEqual([]);
});

test('crossover takes code of the mate and renames its variables', () => {
  const mate = 'export function f(a, b) { let k = 2; return Math.sqrt(k); }';
  expect([...childrenOf('copy-code', f('let n = 1; return n * 7;'), [mate])]).toContain(
    f('let n = 1; return n * (Math.sqrt(n));'),
  );
});

/** Product of two 3 x 3 matrices by a program that `kernel` stands for. */
function product(text: string): readonly number[] {
  const multiply = new Function(`${text.replaceAll('export ', '')}\nreturn multiply;`)();
  const entries = (factor: number) => Array.from({ length: 9 }, (_, index) => Math.sin(factor * index));
  const result = Array.from({ length: 9 }, () => 7);
  multiply(entries(1), entries(2), result, 3);
  return result.map((entry) => Number(entry.toFixed(9)));
}

test('interchanged and unrolled loops compute the same', () => {
  const text = `export function multiply(a, b, c, n) {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) {
        sum += a[i * n + k] * b[k * n + j];
      }
      c[i * n + j] = sum;
    }
  }
}`;
  const once = [...childrenOf('interchange-loops', text), ...childrenOf('unroll-loop', text)];
  const twice = once.flatMap((child) => [
    ...childrenOf('unroll-loop', child, [], 100),
    ...childrenOf('interchange-loops', child, [], 100),
  ]);
  expect(once.length).toBeGreaterThan(9);
  expect(once.some((child) => /k < n[\s\S]*j < n[\s\S]*c\[i \* n \+ j\] \+= a/.test(child))).toBe(true);
  for (const child of [...once, ...twice]) expect(product(child), child).toEqual(product(text));
});

test('a function or a turn of a loop is left early under a condition', () => {
  const children = [...childrenOf('leave-early', f('for (const x of a) b += x; b++; return b;'))];
  expect(children.some((child) => child.includes(') return b;'))).toBe(true);
  expect(children.some((child) => child.includes('return;'))).toBe(false);
  expect([...childrenOf('leave-early', 'for (const x of [1]) { x; }')].join()).toMatch(/\) continue;[\s\S]*\) break;/);
});

test('crossover of functions also takes the declarations they need', () => {
  const mate = 'const g = 9;\nexport function f(a, b) { return g * a; }';
  expect([...childrenOf('cross-functions', f('return a;'), [mate])]).toEqual([
    'const g = 9;\n\nexport function f(a, b) { return g * a; }',
  ]);
});

test('a negative literal is one number, whose sign may change without nesting', () => {
  expect(numbersOf(readProgram({ 'a.js': 'export const x = [-3, (-0.5), 2 - 1];' })).map(({ value }) => value)).toEqual(
    [-3, -0.5, 2, 1],
  );
  const children = [...childrenOf('tune-many', 'export const x = [-3.5, (-0.5)];')];
  expect(children.length).toBeGreaterThan(20);
  expect(children.filter((child) => child.includes('--') || child.includes('(('))).toEqual([]);
});

test('a variable is not read before it is declared', () => {
  for (const child of childrenOf('swap-variable', f('let i = 1; const k = i + i; let j = 2; return j;')))
    expect(child).not.toMatch(/const k = .*j.*; let j/);
});

test('differences between two mates move the numbers of the parent', () => {
  const program = (x: number, y: number) => `export const v = [${x}.5, ${y}.5];`;
  const children = childrenOf('blend', program(0, 0), [program(1, 0), program(1, 0)]);
  expect(children.size).toBeGreaterThan(5);
  for (const child of children) expect(child).toMatch(/, 0\.5\];$/);
});
