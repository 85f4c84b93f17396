import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import MagicString from 'magic-string';
import { expect, test } from 'vitest';
import { eraseTypes } from '../../src/language/javascript/erase-types.ts';
import { parse } from '../../src/language/javascript/parse.ts';
import { programKey, readProgram } from '../../src/language/program.ts';

function erased(source: string): string {
  const text = new MagicString(source);
  eraseTypes(text, parse({ name: 'a.ts', text: source }));
  return text.toString();
}

/** Digest of the tree of a JavaScript text, which must parse. */
function treeOf(text: string): string {
  expect(parse({ name: 'a.js', text }).error, text).toBeUndefined();
  return programKey(readProgram({ 'a.js': text }));
}

const root = join(import.meta.dirname, '../..');
const files = globSync(['src/{evaluation,language,models,proposers,ui}/**/*.ts', 'evaluators/**/*.ts'], { cwd: root });

test('of real files the same is left as by Node itself', () => {
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(treeOf(erased(text)), file).toBe(treeOf(stripTypeScriptTypes(text)));
  }
});

test.each([
  [
    'annotations',
    'const f = (a?: number, { b }: T = {}, ...c: X[]): [a: 1] => a!;',
    'const f = (a, { b } = {}, ...c) => a;',
  ],
  ['an optional name alone', 'const f = (a?) => 1;', 'const f = (a) => 1;'],
  ['a sign in a comment', 'let x /* ?! */ !: number; function f(a /* ? */ ?: T) {}', 'let x; function f(a) {}'],
  [
    'type parameters',
    'const a = f<T>(new M<K, V>()), b = g<T>`x`, c = h<T>;',
    'const a = f(new M()), b = g`x`, c = h;',
  ],
  ['assertions', 'const a = <T>b.c as D satisfies E;', 'const a = b.c;'],
  ['an object that is asserted after an arrow', 'const f = () => <T>{ a: 1 };', 'const f = () => ({ a: 1 });'],
  ['a class', 'abstract class A<T>extends B<T>implements C, D { }', 'class A extends B { }'],
  [
    'members',
    `abstract class A { public static readonly x?: number = 1; declare y: T; z!: T; abstract w: T; m?(): void {} abstract n(): void;
      [k: string]: T; private get q(): T { return 1 } override *g() {} }`,
    'class A { static x = 1; z; m() {} get q() { return 1 } *g() {} }',
  ],
  [
    'members named as modifiers',
    'class A { readonly = 1; static: T; declare = 2 }',
    'class A { readonly = 1; static; declare = 2 }',
  ],
  ['types that are imported', "import { type A, b, type C } from './b.ts'; b;", "import { b } from './b.ts'; b;"],
  ['types that are exported', 'const b = 1; export { type A, b }; export type { C };', 'const b = 1; export { b };'],
  [
    'declarations',
    'declare const a: T; interface B {} type C = 1; declare module D {} function f(): T; function f() {}',
    'function f() {}',
  ],
  [
    'the type of this',
    'function f(this: T) {} function g(this: T, a: U,) {} function h(this: T,) {}',
    'function f() {} function g(a) {} function h() {}',
  ],
])('%s', (_, typescript, javascript) => {
  expect(treeOf(erased(typescript))).toBe(treeOf(javascript));
});

test.each([
  ['a statement ends with a type', 'let a = b as T\n(c)()\nlet d: T\n[e] = f', 'let a = b;\n(c)();\nlet d;\n[e] = f;'],
  ['a statement is a type', 'a = b\ntype T = 1\n(c)()', 'a = b;\n(c)();'],
  [
    'a member ends with a type',
    'class A { a: T\n[b] = 1\nc?\n*d() {} static: T\ne() {} }',
    'class A { a;\n[b] = 1;\nc;\n*d() {} static;\ne() {} }',
  ],
  ['a member begins with a modifier', 'class A { a = b\npublic *c() {} }', 'class A { a = b;\n*c() {} }'],
  ['the result of an arrow has lines', 'const f = (a)\n/* => */ : T | // b\nU => a', 'const f = (a) => a;'],
  [
    'an arrow that is returned has types',
    'function f() { return <\nT\n>\n(a: T) => a }',
    'function f() { return (a) => a }',
  ],
  ['an assertion is returned', 'function f() { return <T>\na }', 'function f() { return a }'],
  [
    'a branch ends with a type',
    'if (a) b as T\nelse c!\nfor (let d: T = 1 as T; d; ) e as T',
    'if (a) b;\nelse c;\nfor (let d = 1; d; ) e;',
  ],
  ['a number has a type', 'const a = 1!.toFixed()', 'const a = (1).toFixed();'],
])('lines stay apart where %s', (_, typescript, javascript) => {
  expect(treeOf(erased(typescript))).toBe(treeOf(javascript));
});

test('a JavaScript file stays as it is', () => {
  const text = readFileSync(join(root, 'src/language/javascript/read.ts'), 'utf8');
  const javascript = stripTypeScriptTypes(text);
  expect(erased(javascript)).toBe(javascript);
});
