import { expect, test } from 'vitest';
import { programKey, programShape, readProgram } from '../../src/language/program.ts';

const key = (text: string) => programKey(readProgram({ 'a.ts': text }));
const base = 'export function f(a: number, b: number): number {\n  return a + b * 2.5;\n}\n';

test.each([
  ['layout', 'export function f(a:number,b:number):number{return a+b*2.5}'],
  ['comments', `// sum\n${base.replace('a + b', 'a /* first */ + b')}`],
  ['parentheses that change nothing', base.replace('b * 2.5', '((b) * (2.5))')],
  ['the spelling of numbers', base.replace('2.5', '25e-1')],
  ['types', 'export function f(a, b) { return (a as number) + b! * 2.5; }'],
  ['empty statements', base.replace('2.5;', '2.5;;')],
])('%s does not matter', (_, other) => {
  expect(key(other)).toBe(key(base));
});

test.each([
  ['another operator', base.replace('+', '-')],
  ['another number', base.replace('2.5', '2.6')],
  ['another order', base.replace('a + b * 2.5', '(a + b) * 2.5')],
  ['another name', base.replaceAll('a', 'c')],
  ['a string for a number', base.replace('2.5', "'2.5'")],
  ['a statement more', base.replace('return', 'a;\n  return')],
])('%s does matter', (_, other) => {
  expect(key(other)).not.toBe(key(base));
});

test.each([
  ['export const x = true;', "export const x = 'true';"],
  ['export const x = null;', "export const x = 'null';"],
  ['export const x = [1, , 2];', 'export const x = [1, null, 2];'],
  ['export const x = String.raw`\\x41`;', 'export const x = String.raw`A`;'],
  ['export const x = 1n;', 'export const x = 1;'],
  ['export const x = /a/g;', 'export const x = /a/i;'],
  ['export class X { declare x: number }', 'export class X { x: number }'],
  ['export const x = (a?.b).c;', 'export const x = a?.b.c;'],
  ['export const x = -1;', 'export const x = 1;'],
])('%s is not %s', (one, other) => {
  expect(key(one)).not.toBe(key(other));
});

test('file names matter, and quotes do not', () => {
  expect(programKey(readProgram({ 'a.ts': base }))).not.toBe(programKey(readProgram({ 'b.ts': base })));
  expect(key(`export const x = 'q';`)).toBe(key('export const x = "q";'));
});

test('programs of one shape differ in numbers only', () => {
  const shape = (text: string) => programShape(readProgram({ 'a.ts': text }));
  expect(shape(base.replace('2.5', '7'))).toBe(shape(base));
  expect(shape(base.replace('+', '-'))).not.toBe(shape(base));
});
