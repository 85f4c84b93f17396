import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import { readProgram } from '../../src/language/program.ts';
import { innocent, poolContract } from '../fixtures/pool-contract.ts';
import { probePool } from '../fixtures/probe-pool.ts';
import { openFixture } from '../fixtures/problems/pools.ts';

const hosts: ChildProcess[] = [];
subscribe('child_process', (message) => {
  hosts.push((message as { process: ChildProcess }).process);
});

const { evidence, failure, pool } = probePool(() => openFixture('probe', { workers: 2 }));

poolContract(openFixture);

describe('memory outside the heap', () => {
  test('the process dies, the culprit is found, and those beside it are not blamed', async () => {
    const small = await openFixture('probe', { workers: 2 });
    const bomb = 'const all = []; for (;;) all.push(new Uint8Array(3e7).fill(1));';
    const before = hosts.length;
    const bodies = [innocent, bomb, ...Array.from({ length: 6 }, (_, i) => `${innocent} + ${i}`)];
    const evaluations = await Promise.all(
      bodies.map((body) => small.evaluate(readProgram({ 'initial.ts': `export const run = (input) => { ${body} }` }))),
    );
    expect(evaluations.map(({ status }) => status).join()).toBe(`scored,failed${',scored'.repeat(6)}`);
    expect(evaluations[1]).toMatchObject({ reason: 'out-of-memory' });
    expect(hosts.length).toBeGreaterThan(before);
    await small.close();
  });
});

test('a function of the language that cannot be interrupted does not keep a processor busy', async () => {
  const before = hosts.length;
  const impatient = await openFixture('impatient');
  const endless = readProgram({ 'a.ts': 'export const run = () => new Array(4294967295).indexOf(1)' });
  expect(await impatient.evaluate(endless)).toMatchObject({ reason: 'timed-out' });
  await expect.poll(() => hosts.length).toBe(before + 2);
  const [{ exitCode, signalCode }] = [hosts[before]!];
  expect(exitCode === 137 || signalCode === 'SIGKILL').toBe(true); // a jail reports the signal as a code
  expect(
    await impatient.evaluate(readProgram({ 'a.ts': `export const run = (input) => { ${innocent} }` })),
  ).toMatchObject({
    status: 'scored',
  });
  await impatient.close();
});

describe('a host that is killed from outside', () => {
  test('everything under way is answered', async () => {
    const before = hosts.length;
    const own = await openFixture('probe', { workers: 2 });
    const slow = 'let x = 0; for (let i = 0; i < 1e8; i++) x += i; return input + 1';
    const evaluations = Array.from({ length: 5 }, () =>
      own.evaluate(readProgram({ 'a.ts': `export const run = (input) => { ${slow} }` })),
    );
    setTimeout(() => hosts[before]?.kill('SIGKILL'), 100);
    for (const evaluation of await Promise.all(evaluations))
      expect(evaluation).toMatchObject({ status: 'scored', feedback: '[1,2]' });
    expect(hosts.length).toBe(before + 2);
    await own.close();
    expect(hosts.at(-1)?.signalCode).toBe('SIGKILL');
  });
});

describe('the realm keeps what it has', () => {
  test.each([
    ['functions from text', '(() => {}).constructor("return process")()'],
    ['the global object', 'globalThis.constructor.constructor("return process")()'],
    ['generators from text', '(function* () {}).constructor("yield process")()'],
    ['prepareStackTrace', '(Error.prepareStackTrace = (_, calls) => calls)'],
    ['an intrinsic', '(Array.prototype.push = () => 0)'],
    ['an iterator', '([][Symbol.iterator]().__proto__.next = () => 0)'],
    ['a new global', '(globalThis.leak = 1)'],
    ['an old global', '(globalThis.Math = {})'],
    ['regular expressions', '(RegExp.prototype.exec = () => null)'],
    ['a property of regular expressions', '(RegExp.prototype.leak = 1)'],
  ])('%s', async (_, attack) => {
    expect(await failure(`return typeof ${attack}`)).toMatch(/^threw: (EvalError|TypeError)/);
  });

  test('errors of the host do not leak where the stack overflows', async () => {
    const found = await evidence(`
      const foreign = [];
      const dig = (how) => {
        try { how(); } catch (error) { if (!(error instanceof Object)) foreign.push('leak'); }
        dig(how);
      };
      const ways = [() => new TypeError('x').stack, () => (() => {}).constructor('1'), () => JSON.parse('{'),
        () => new Date(), () => Math.random(), () => 'a'.replace(/a/, 'b'), () => String({}), () => [2, 1].sort()];
      for (const way of ways) for (let i = 0; i < 3; i++) try { dig(way); } catch {}
      return foreign;`);
    expect(found).toEqual([[], []]);
  });

  test('nothing but the language is there', async () => {
    const names = ['process', 'require', 'console', 'performance', 'setTimeout', 'queueMicrotask', 'fetch', 'eval'];
    const more = ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'Intl', 'Temporal'];
    const [found] = (await evidence(`return Reflect.ownKeys(globalThis).map(String)`)) as [string[]];
    expect(found).toContain('Float64Array');
    for (const name of [...names, ...more]) expect(found).not.toContain(name);
  });
});

describe('nothing is remembered', () => {
  test('from one input to the next', async () => {
    const before = 'let calls = 0; const seen = new Map(); function tag(parts) { return parts; } tag.count = 0;';
    const body = 'seen.set(input, 1); tag.count++; return [++calls, seen.size, tag.count, RegExp.$1, /(x)/.test("x")]';
    expect(await evidence(body, before)).toEqual([
      [1, 1, 1, null, true],
      [1, 1, 1, null, true],
    ]);
  });

  test('from one evaluation to the next', async () => {
    const paths = [
      'globalThis',
      'Array',
      'Array.prototype',
      'Object.prototype',
      'Math.max',
      '(function* () {}).constructor',
      'Date',
    ];
    const body = `return [${paths}].map((o) => { const had = o.leak; try { o.leak = 1; } catch {} return had ?? 0; })`;
    for (let i = 0; i < 4; i++) expect(await evidence(body)).toEqual([paths.map(() => 0), paths.map(() => 0)]);
  });

  test('inputs are made again', async () => {
    expect(await evidence('return typeof input === "number" && input')).toEqual([0, 1]);
  });
});

describe('time and chance', () => {
  const body =
    'return [Math.random(), Math.random(), Date.now(), new Date().getTime(), Date(), new Date(2000, 0).toISOString()]';

  test('are the same every time, and chance differs between inputs', async () => {
    const [first, second] = (await evidence(body)) as [number[], number[]];
    expect(await evidence(body)).toEqual([first, second]);
    expect(first[0]).not.toBe(second[0]);
    expect(first[0]).not.toBe(first[1]);
    expect(first[2]).toBe(Date.UTC(2025, 0, 1));
    expect(first[3]).toBe(first[2]);
    expect(first[5]).toBe('2000-01-01T00:00:00.000Z');
  });

  test('chance depends on the seed', async () => {
    const other = await openFixture('probe', { seed: 2 });
    const { feedback } = await other.evaluate(readProgram({ 'initial.ts': `export const run = () => { ${body} }` }));
    await other.close();
    expect(JSON.parse(feedback)[0][0]).not.toBe(((await evidence(body)) as number[][])[0]?.[0]);
  });
});

describe('evidence is read once, and plain', () => {
  test.each([
    ['a getter', 'let n = 0; return { get a() { return ++n; } }', { a: 1 }],
    ['a proxy', 'let n = 0; return new Proxy({ a: 0 }, { get: () => ++n })', { a: 1 }],
    ['a list proxy', 'let n = 0; return new Proxy([0, 0], { get: (l, k) => (k === "length" ? 2 : ++n) })', [1, 2]],
    ['an array that grows', 'const a = [{ get x() { a.push(9); return 1; } }]; return a', [{ x: 1 }]],
    ['typed arrays', 'return [new Float64Array([1.5, -0]), new Uint8Array([255])]', [[1.5, 0], [255]]],
    ['minus zero', 'return -0', 0],
    ['no numbers', 'return [NaN, Infinity, undefined, , null]', [null, null, null, null, null]],
    ['undefined', 'return undefined', null],
    ['missing fields', 'return { a: undefined, b: 1 }', { b: 1 }],
    [
      'own names of the language',
      'return { ["__proto__"]: 1, constructor: 2, toString: 3 }',
      JSON.parse('{"__proto__":1,"constructor":2,"toString":3}'),
    ],
    ['objects of a class', 'class P { x = 1; get y() { return 2; } } return new P()', { x: 1 }],
    ['texts', 'return "\\u2028\\ud800 \\"x\\""', '\u2028\ud800 "x"'],
  ])('%s', async (_, body, expected) => {
    expect(await evidence(body)).toEqual([expected, expected]);
  });

  test.each([
    ['toJSON', 'return { toJSON: () => 1 }', 'a function is no evidence'],
    ['a symbol', 'return [Symbol("x")]', 'a symbol is no evidence'],
    ['a bigint', 'return { n: 1n }', 'a bigint is no evidence'],
    ['big integers', 'return new BigInt64Array(2)', 'a bigint is no evidence'],
    ['a thenable', 'return new (class { then() {} })()', 'a promise is no evidence'],
    ['a map', 'return new Map([[1, 2]])', 'a Map is no evidence'],
    ['itself', 'const a = {}; a.a = a; return a', 'contains itself'],
    ['a getter that throws', 'return { get a() { throw new Error("mine") } }', 'Error: mine'],
    ['a revoked proxy', 'const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy', 'TypeError'],
    ['an error that throws when read', 'throw { get message() { throw 1 } }', 'cannot be shown'],
    [
      'a proxy that throws when looked at',
      'throw new Proxy({}, { get() { throw 1 }, has() { throw 1 }, getPrototypeOf() { throw 1 } })',
      'cannot be shown',
    ],
  ])('%s', async (_, body, message) => {
    expect(await failure(body)).toMatch(/^threw: /);
    expect(await failure(body)).toContain(message);
  });
});

test('programs of many files', async () => {
  const evaluation = await pool().evaluate(
    readProgram({
      'main.ts': `import double, { count as calls, type Unit } from './lib/double.ts';
      import * as all from './lib/double.ts';
      export const run = (input: Unit): unknown => [double(input), double(1), calls, all.count, { calls }];`,
      'lib/double.ts': `export * from '../units.ts'; export let count = 0;
      export default (x: number): number => { count++; return 2 * x; };`,
      'units.ts': 'export type Unit = number;',
      'unused.ts': 'throw new Error("never loaded");',
    }),
  );
  expect(evaluation.feedback).toBe('[[0,2,2,2,{"calls":2}],[2,2,2,2,{"calls":2}]]');
});

test('ordinary code works although the intrinsics are frozen', async () => {
  const [found] = (await evidence(`
    class Named extends Error { name = 'Named'; }
    class Stack extends Array { top() { return this[this.length - 1]; } toString() { return 'stack'; } }
    function Old() {} Old.prototype = { constructor: Old, valueOf: () => 7 };
    function Older() {} Older.prototype = Object.create(Error.prototype); Older.prototype.constructor = Older;
    const error = new Named('a'); error.message = 'b'; error.name = 'c';
    const plain = {}; plain.toString = () => 'plain'; plain.constructor = 1; plain.hasOwnProperty = 2;
    const assigned = Object.assign({}, { toString: () => 'assigned', valueOf: 1 });
    function labelled() {} labelled.toString = () => 'labelled';
    const stack = Stack.from([1, 2]); stack.push(3); const list = [1]; list.toString = () => 'list';
    return [String(error), \`\${plain}\`, \`\${assigned}\`, \`\${labelled}\`, stack.top(), \`\${stack}\`, \`\${list}\`,
      new Old() + 1, new Older() instanceof Error, Object.keys(plain), error instanceof Named, ({}).constructor === Object];`)) as [
    unknown,
  ];
  expect(found).toEqual([
    ...['c: b', 'plain', 'assigned', 'labelled', 3, 'stack', 'list', 8, true],
    ...[['toString', 'constructor', 'hasOwnProperty'], true, true],
  ]);
});
