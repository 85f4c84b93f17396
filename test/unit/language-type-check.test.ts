import { afterAll, expect, test } from 'vitest';
import { openChecker } from '../../src/language/checker.ts';
import { openTypeChecker } from '../../src/language/javascript/type-check.ts';

const types = openTypeChecker();
afterAll(() => types.close());

const parent = { 'main.ts': 'export function f(x: number): number {\n  return known + x;\n}\n' };
const faultsOf = (body: string) =>
  types.faults(parent, { 'main.ts': `export function f(x: number): number {\n${body}\n}\n` });

test('a type error is reported with its line, unless the parent has it too', async () => {
  expect(await faultsOf('  return known + x + missing;')).toBe(
    "main.ts, line 2: Cannot find name 'missing'.\n  return known + x + missing;",
  );
  expect(await faultsOf('  const text = "日本語";\n  return x.lenght;')).toMatch(
    /^main.ts, line 3: Property 'lenght' does not exist on type 'number'/,
  );
  expect(await faultsOf('  return known * x;')).toBeUndefined();
});

test.each([
  ['no types at all', 'const all = []; all.push(1); let best = null; best = { score: 1 }; return best.score + all[0];'],
  ['the latest of the language', 'return [...new Set([x])].toSorted((a, b) => a - b).at(-1);'],
  ['strings as keys', 'const map = {}; map["a" + x] = 1; return map["a1"];'],
])('%s is no error', async (_, body) => {
  expect(await faultsOf(body)).toBeUndefined();
});

test('the compiler sees the program only, and reports at most five errors', async () => {
  expect(await faultsOf('return import("node:fs");')).toMatch(/'node:fs'/);
  const many = await faultsOf(`${Array.from({ length: 9 }, (_, index) => `no${index}();`).join('\n')}\nreturn x;`);
  expect(many?.match(/Cannot find name/g)).toHaveLength(5);
});

test('checks that start at once get their own results', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const answers = await Promise.all(names.map((name) => faultsOf(`return x + ${name}${name};`)));
  expect(answers.map((answer) => /'(\w+)'/.exec(answer ?? '')?.[1])).toEqual(names.map((name) => name + name));
});

test('types that never finish checking pass, and the next check works', async () => {
  const hasty = openTypeChecker(500);
  const endless = Array.from(
    { length: 6000 },
    (_, n) => `type T${n} = R<${(n % 600) + 300}>; const v${n}: T${n} = 0;`,
  ).join('\n');
  const counted = 'type R<N extends number, A extends any[] = []> = A["length"] extends N ? N : R<N, [...A, 1]>;';
  expect(await hasty.faults(parent, { 'main.ts': `${counted}\n${endless}\nexport const f = 1;` })).toBeUndefined();
  const wrong = { 'main.ts': 'export const f = missing;' };
  await expect.poll(() => hasty.faults(parent, wrong)).toMatch(/'missing'/); // starting it takes time
  await hasty.close();
  expect(await hasty.faults(parent, wrong)).toBeUndefined();
}, 90_000);

test('only JavaScript and TypeScript are checked, whatever stands beside them', async () => {
  const checker = openChecker();
  const c = { 'kernel.c': 'int f(int x) { return x; }\n' };
  expect(await checker.faults(c, { 'kernel.c': 'int f(int x) { return missing; }\n' })).toBeUndefined();
  const both = await checker.faults(
    { ...c, ...parent },
    { ...c, 'main.ts': 'export const f = (x: number) => x.lenght;\n' },
  );
  expect(both).toMatch(/^main\.ts, line 1: Property 'lenght'/);
  await checker.close();
});
