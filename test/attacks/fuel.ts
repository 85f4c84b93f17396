import type { Attack, Verdict } from './attack.ts';

/** A program on the problem with 20,000 operations and time enough. */
function program(name: string, tries: string, source: string, verdict: Verdict = 'out-of-fuel'): Attack {
  return { name, tries, problem: 'attacked-fuel', source, verdict };
}

/** The body of `value`. */
function spend(name: string, tries: string, body: string, verdict?: Verdict): Attack {
  return program(name, tries, `export function value() { ${body} }`, verdict);
}

const endless = 'for (;;);';

const naming: readonly Attack[] = [
  spend('by its name', 'fill the tank', `$fuel.left = 1e9; ${endless}`, 'threw'),
  spend('by an escape', 'fill the tank', `$fu\\u0065l.left = 1e9; ${endless}`, 'threw'),
  spend('by a long escape', 'fill the tank', `\\u{000024}fuel.left = 1e9; ${endless}`, 'threw'),
  spend(
    'by the name that it has then',
    'fill the tank',
    `$fu\\u0065l; $fuel$; $fuel$$.left = 1e9; ${endless}`,
    'threw',
  ),
  spend(
    'by what it can read of itself',
    'evaluate the name',
    'eval(/\\$f\\w+\\$*/.exec(value)[0] + ".left = 1e9")',
    'threw',
  ),
  spend(
    'by a constructor',
    'make a function',
    `Function(/\\$f\\w+\\$*/.exec(value)[0] + ".left = 1e9")(); ${endless}`,
    'threw',
  ),
  spend('by indirect eval', 'evaluate the name', '(0, eval)("$fuel.left = 1e9")', 'threw'),
  spend('on the global object', 'find it there', `globalThis.$fuel.left = 1e9; ${endless}`, 'threw'),
  spend('a variable of that name', 'count on another', `const $fuel = { left: 1e9, end() {} }; ${endless}`),
  spend('a variable by an escape', 'count on another', `const $fu\\u{65}l = { left: 1e9, end() {} }; ${endless}`),
  spend('a parameter of that name', 'count on another', `(($fuel) => { ${endless} })({ left: 1e9 });`),
  spend('a caught name', 'count on another', `try { throw { left: 1e9 }; } catch ($fuel) { ${endless} }`),
  spend('a class of that name', 'count on another', `class $fuel { static left = 1e9; static { ${endless} } }`),
  spend('a label of that name', 'confuse the counter', '$fuel: for (;;) continue $fuel;'),
  spend('a function of that name', 'count on another', `${endless} function $fuel() {}`),
  program(
    'an export of that name',
    'count on another',
    `export const $fuel = { left: 1e9 }, value = () => { ${endless} };`,
  ),
  program(
    'arguments of the file',
    'take it',
    `const it = arguments[0]; export const value = () => { it.left = 1e9; ${endless} };`,
    'threw',
  ),
  spend('arguments of the caller', 'take it', 'return value.caller.arguments[0].left = 1e9;', 'threw'),
  spend(
    'a setter on every object',
    'hear of it',
    'Object.defineProperty(Object.prototype, "left", { set() {} });',
    'threw',
  ),
];

const swallowing: readonly Attack[] = [
  spend('catch and answer', 'answer all the same', `try { ${endless} } catch { return 0.5; }`),
  spend('finally and answer', 'answer all the same', `try { ${endless} } finally { return 0.5; }`),
  spend('catch and go on', 'never end', `for (;;) try { ${endless} } catch {}`),
  spend('finally and go on', 'never end', `for (;;) try { ${endless} } finally { continue; }`),
  spend('a label outside', 'never end', `a: for (;;) for (;;) try { ${endless} } finally { continue a; }`),
  spend('throw something else', 'hide the reason', `try { ${endless} } finally { throw new Error('mine'); }`),
  spend(
    'throw what cannot be shown',
    'hide the reason',
    `try { ${endless} } catch { throw { get message() { ${endless} } }; }`,
  ),
  spend('catch deep down', 'go on at each level', 'const f = () => { try { f(); } finally { f(); } }; f();'),
  spend(
    'a generator that catches',
    'go on',
    `const g = (function* () { for (;;) try { ${endless} } catch { yield 1; } })(); g.next(); return 0.5;`,
  ),
  spend(
    'a generator that will not close',
    'go on',
    `for (const x of (function* () { try { yield 1; } finally { ${endless} } })()) break;`,
  ),
  spend(
    'spend while it is read',
    'go on in the evidence',
    `return { get a() { try { ${endless} } catch {} return 1; } };`,
  ),
  spend(
    'a callback that catches',
    'go on',
    `[1, 2, 3].map(() => { try { ${endless} } catch { return 1; } }); return 0.5;`,
  ),
];

const hiding: readonly Attack[] = [
  program('while loading', 'never end', `${endless} export const value = () => 0.25;`),
  program('in another file', 'never end', `for (;;) ; export { value } from './initial.ts';`, 'threw'),
  spend('an empty body', 'pass without a body', 'while (true);'),
  spend('a test', 'work in the test', 'let i = 0; while (i++ < 1e9);'),
  spend('an update', 'work in the update', 'for (let i = 0; i < 1e9; i++);'),
  spend('do and continue', 'jump over the counter', 'do { continue; } while (true);'),
  spend('labelled loops', 'jump over the counter', 'a: for (;;) { b: for (;;) { continue a; } }'),
  spend('a loop that is a branch', 'have no block', 'if (true) for (;;) if (false) ; else continue; else ;'),
  spend('a switch', 'work in a case', `switch (1) { case 0: break; default: ${endless} }`),
  spend('for of', 'pass over what never ends', 'for (const x of { [Symbol.iterator]: () => ({ next: () => ({}) }) });'),
  spend('spread', 'have a builtin call it', '[...{ [Symbol.iterator]: () => ({ next: () => ({}) }) }];'),
  spend('destructuring', 'have a builtin call it', 'const [...a] = (function* () { for (;;) yield 1; })();'),
  spend('for in', 'work in the key', `for (const x in new Proxy({}, { ownKeys() { ${endless} } }));`),
  spend('arrow functions', 'call without a block', 'const f = (n) => n && f(n - 1) + f(n - 1); f(60);'),
  spend(
    'arrow functions with a comma',
    'call without a block',
    'const f = (n) => (0, n) && (f(n - 1), f(n - 1)); f(60);',
  ),
  spend(
    'default parameters',
    'work before the body',
    'const f = (n, a = n && f(n - 1), b = n && f(n - 1)) => 0; f(60);',
  ),
  spend(
    'keys in parameters',
    'work before the body',
    'const f = ({ [n && f(n)]: a }) => 0; let n = 1; const g = (n, { [n && g(n - 1, 1)]: a, [n && g(n - 1, 1)]: b }) => 0; g(60, 1);',
  ),
  spend(
    'default parameters that throw',
    'never reach the body',
    'const f = (n, a = n > 0 ? f(n - 1) : null.x) => 0; const g = () => { try { f(500); } catch {} }; g(); g(); g(); g(); g(); g(); g(); g(); return 0.5;',
  ),
  spend(
    'fields',
    'work without a function',
    'let n = 60; const g = (m) => (class { a = m && new (g(m - 1))(); b = m && new (g(m - 1))(); }); new (g(n))();',
  ),
  spend('a static block', 'work without a function', 'class A { static { for (;;) ; } }'),
  spend('a getter', 'call by reading', 'const o = { get a() { return o.a || o.a; } }; for (;;) try { o.a; } catch {}'),
  spend('a conversion', 'call by adding', `const o = { valueOf() { ${endless} } }; return o + 1;`),
  spend('a template', 'call by a tag', `const tag = () => { ${endless} }; tag\`\`;`),
  spend('a comparator', 'have a builtin call it', `[2, 1].sort(() => { ${endless} });`),
  spend('a replacer', 'have a builtin call it', `'a'.replace(/a/, () => { ${endless} });`),
  spend(
    'a proxy of a function',
    'have a builtin call it',
    'const f = new Proxy(() => f(), {}); for (;;) try { f(); } catch {}',
  ),
  spend('a constructor', 'call by new', `class A { constructor() { ${endless} } } class B extends A {} new B();`),
  spend(
    'a regular expression in the way',
    'confuse the reader',
    `const a = 1; { } /[/]}/.test('x'); const b = 4\n/a/2; () => /{/; ${endless}`,
  ),
  spend('a comment at the end', 'lose a bracket', 'for (;;) 1 // }\n'),
  spend('no semicolons', 'join two statements', 'let a = 1\nlet b = a\nfor (;;) a\n++b'),
];

const honest: readonly Attack[] = [
  spend(
    'within its means',
    'search some steps',
    'let best = 0; for (let i = 0; i < 1000; i++) best = 0.5; return best;',
    1,
  ),
];

export const spenders: readonly Attack[] = [...naming, ...swallowing, ...hiding, ...honest];
