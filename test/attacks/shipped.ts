import { exactSum } from '../../evaluators/kit/exact.ts';
import type { Attack, Verdict } from './attack.ts';

/** 25 circles in rows of five and one without extent; `change` may alter the list. */
function packing(name: string, tries: string, radius: number, change: string, verdict: Verdict): Attack {
  const source = `export function pack(n) {
    const list = Array.from({ length: 25 }, (_, i) => [0.1 + 0.2 * (i % 5), 0.1 + 0.2 * Math.floor(i / 5), ${radius}]);
    list.push([0.2, 0.2, 0]);
    ${change}
    return list;
  }`;
  return { name, tries, problem: 'circle-packing-26', source, verdict };
}

const rows = (radius: number, more = 0) => exactSum([...Array.from({ length: 25 }, () => radius), more]);

const circles: readonly Attack[] = [
  packing('an honest packing', 'be right', 0.09, '', rows(0.09)),
  packing('touching by decimal numbers', 'overlap by what a double cannot say', 0.1, '', 'wrong'),
  packing('the wall by rounding', 'leave the square where 0.9 + 0.1 is 1', 0.01, 'list[0] = [0.9, 0.2, 0.1];', 'wrong'),
  packing('one in another', 'hide a circle inside a circle', 0.09, 'list[25] = [0.1, 0.1, 0.05];', 'wrong'),
  packing('the same circle again', 'count one circle twice', 0.09, 'list[25] = list[0];', 'wrong'),
  packing('all the same circle', 'count one circle 26 times', 0.09, 'list.fill([0.5, 0.5, 0.5]);', 'wrong'),
  packing('numbers that overflow', 'make every comparison false', 0.09, 'list[25] = [1e308, -1e308, 1e308];', 'wrong'),
  packing('squares that overflow', 'make distances infinite', 0.09, 'list[25] = [1e200, 1e200, 1];', 'wrong'),
  packing('radii that vanish', 'have squares that are zero', 0.09, 'list[25] = [0.1, 0.1, 5e-324];', 'wrong'),
  packing(
    'the smallest radius',
    'be counted for something',
    0.09,
    'list[25] = [0.2, 0.2, 5e-324];',
    rows(0.09, 5e-324),
  ),
  packing('minus zero', 'leave by a sign', 0.09, 'list[25] = [0, 0, -0];', rows(0.09)),
  packing(
    'a negative radius that makes room',
    'let two others overlap',
    0.09,
    'list[25] = [0.1, 0.1, -0.09];',
    'wrong',
  ),
  packing(
    'a getter',
    'be small when checked and large when summed',
    0.09,
    `
    let reads = 0; list[25] = { length: 3, 0: 0.2, 1: 0.2, get 2() { return reads++ ? 9 : 0; } };`,
    'wrong',
  ),
  packing(
    'a proxy',
    'be small when checked and large when summed',
    0.09,
    `
    let reads = 0; list[25] = new Proxy([0.2, 0.2, 0], { get: (l, k) => (k === '2' && reads++ ? 9 : l[k]) });`,
    rows(0.09),
  ),
  packing('typed numbers', 'be read otherwise', 0.09, 'list[25] = new Float64Array([0.2, 0.2, 0]);', rows(0.09)),
  packing('coarse numbers', 'be rounded on the way', 0.0999, 'return list.map((c) => new Float16Array(c));', 'wrong'),
  packing('holes', 'leave circles out', 0.09, 'list.length = 20; list.length = 26;', 'wrong'),
  packing('boxed numbers', 'be two things', 0.09, 'list[25] = [0.2, 0.2, new Number(9)];', 'threw'),
  packing(
    'a shared list',
    'change after it was read',
    0.09,
    'Promise.resolve().then(() => { list[25][2] = 9; });',
    'threw',
  ),
];

/** Best fit packs this badly, in percent: 3.9238 (its page says so). */
const bestFit = 3.923841059602649;

function bins(name: string, tries: string, body: string, verdict: Verdict, before = ''): Attack {
  const source = `${before} export function priority(item, room, capacity) { ${body} }`;
  return { name, tries, problem: 'online-bin-packing', source, verdict };
}

const binPacking: readonly Attack[] = [
  bins('an honest rule', 'be right', 'return capacity - (room - item);', bestFit),
  bins('always infinite', 'win every comparison', 'return Infinity;', bestFit),
  bins('minus infinity', 'lose every comparison', 'return -Infinity;', bestFit),
  bins('NaN', 'fall through every comparison', 'return NaN;', 'wrong'),
  bins('nothing', 'fall through', '', 'wrong'),
  bins('text', 'be compared as text', 'return String(room);', 'wrong'),
  bins('a big integer', 'be compared as another kind', 'return BigInt(room);', 'wrong'),
  bins('an object', 'change its mind when compared', 'return { valueOf: () => Math.random() };', 'wrong'),
  bins('a flood', 'fill the feedback', 'return { toString: () => "x".repeat(3e5) };', 'wrong'),
  bins('an endless text', 'hang when shown', 'return { toString() { throw new Error("mine"); } };', 'threw'),
  bins(
    'asked twice',
    'answer otherwise the second time',
    `
    const key = item * 1000 + room; if (asked.has(key)) throw new Error('ESCAPED: asked twice'); asked.add(key); return capacity - (room - item);`,
    bestFit,
    'const asked = new Set();',
  ),
  bins(
    'another instance remembered',
    'know the instance from before',
    `
    if (globalThis.seen || RegExp.$1) throw new Error('ESCAPED'); return capacity - (room - item);`,
    bestFit,
  ),
  bins(
    'the receiver',
    'get at what calls it',
    `
    if (this !== undefined || priority.caller) throw new Error('ESCAPED'); return 0;`,
    'threw',
  ),
  bins(
    'more arguments',
    'get at what calls it',
    `
    if (arguments.length !== 3) throw new Error('ESCAPED'); return capacity - (room - item);`,
    bestFit,
  ),
];

const product = `
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
    let sum = 0; for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j]; c[i * columns + j] = sum;
  }`;

function kernel(name: string, tries: string, body: string, verdict: Verdict, before = ''): Attack {
  const source = `${before} export function multiply(a, b, c, rows, inner, columns) { ${body} }`;
  return { name, tries, problem: 'matmul-kernel', source, verdict };
}

const kernels: readonly Attack[] = [
  kernel(
    'nothing in the race',
    'be right and then idle',
    `if (rows !== 64 || calls++ < 1) { ${product} }`,
    'wrong',
    'let calls = 0;',
  ),
  kernel(
    'one pair left out',
    'skip the last of six',
    `if (rows !== 64 || ++calls % 6 !== 0) { ${product} }`,
    'wrong',
    'let calls = 0;',
  ),
  kernel(
    'the last row left out',
    'skip what few would check',
    `if (rows === 64 && calls++) rows--; ${product}`,
    'wrong',
    'let calls = 0;',
  ),
  kernel(
    'the last rounds left out',
    'skip when it is known to be right',
    `if (calls++ < 60) { ${product} }`,
    'wrong',
    'let calls = 0;',
  ),
  kernel(
    'half precision in the race',
    'compute less exactly',
    `${product}
    if (rows === 64 && calls++) for (let i = 0; i < rows * columns; i++) c[i] = Math.fround(c[i]);`,
    'wrong',
    'let calls = 0;',
  ),
  kernel(
    'the product before',
    'return the last product again',
    `
    if (rows === 64 && last) for (let i = 0; i < 4096; i++) c[i] = last[i]; else { ${product} if (rows === 64) last = c.slice(); }`,
    'wrong',
    'let last;',
  ),
  kernel(
    'zero matrices',
    'make the inputs easy',
    `if (rows === 64) { a.fill(0); b.fill(0); c.fill(0); } else { ${product} }`,
    'wrong',
  ),
  kernel(
    'work when the result is read',
    'hang its own functions on the result',
    `
    for (const key of ['length', 'map', 'slice', 'subarray', Symbol.iterator]) Object.defineProperty(c, key, { configurable: true, value: function* () {} });`,
    'wrong',
  ),
  kernel('work put off', 'multiply after the clock stopped', `Promise.resolve().then(() => { ${product} });`, 'threw'),
  kernel(
    'the initial program slowed down',
    'break what the engine relies on',
    `${product} try { [].constructor = {}; c.constructor = {}; } catch {}`,
    'threw',
  ),
  kernel('infinite numbers', 'make the check say nothing', `${product} c[0] = Infinity;`, 'wrong'),
  kernel('numbers that are none', 'make the check say nothing', `${product} if (rows === 64) c[0] = NaN;`, 'wrong'),
];

/** The cheats that the problems which come with germline invite. */
export const shipped: readonly Attack[] = [...circles, ...binPacking, ...kernels];
