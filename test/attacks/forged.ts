import type { Attack, Verdict } from './attack.ts';

const make =
  (problem: string) =>
  (name: string, tries: string, source: string, verdict: Verdict): Attack => ({
    name,
    tries,
    problem,
    source,
    verdict,
  });

const value = (name: string, tries: string, body: string, verdict: Verdict) =>
  make('attacked-value')(name, tries, `export const value = () => { ${body} };`, verdict);
const order = (name: string, tries: string, body: string, verdict: Verdict) =>
  make('attacked-order')(name, tries, `export const order = (numbers) => { ${body} };`, verdict);
const totals = make('attacked-totals');
const race = make('attacked-race');

/** The honest scores of the candidates of each problem. */
const [middling, unsorted, sorted, added, raced] = [0.75, 2, 5, 8, 1];

const numbers: readonly Attack[] = [
  value('a claimed score', 'report the score', 'return { score: 9.99, value: 0.25 };', 'wrong'),
  value('a judgement', 'report the judgement', 'return { wrong: undefined, score: 9.99, metrics: {} };', 'wrong'),
  value('NaN', 'fall through every comparison', 'return NaN;', 'wrong'),
  value('infinity', 'be larger than all', 'return Infinity;', 'wrong'),
  value('undefined', 'fall through', 'return undefined;', 'wrong'),
  value('null', 'be read as zero', 'return null;', 'wrong'),
  value('text', 'be converted', 'return "0.5";', 'wrong'),
  value('true', 'be converted', 'return true;', 'wrong'),
  value('a list of one', 'be converted', 'return [0.5];', 'wrong'),
  value('an empty list', 'be read as zero', 'return [];', 'wrong'),
  value('a boxed number', 'be two things at once', 'return new Number(0.5);', 'threw'),
  value(
    'a boxed number in disguise',
    'be two things at once',
    `
    return new (class extends Number { get [Symbol.toStringTag]() { return 'Object'; } })(0.5);`,
    'wrong',
  ),
  value('an object worth a number', 'be converted', 'return { valueOf: () => 0.5 };', 'threw'),
  value('a primitive by hand', 'be converted', 'return { [Symbol.toPrimitive]: () => 0.5 };', 'wrong'),
  value('a big integer', 'be another kind of number', 'return 1n;', 'threw'),
  value('minus zero', 'divide by it later', 'return -0;', 0),
  value('the smallest number', 'vanish', 'return 5e-324;', 4 * 5e-324),
  value('a number just above', 'pass by rounding', 'return 1 + 2 ** -52;', 'wrong'),
  value('a number just below', 'pass by rounding', 'return -(2 ** -1074);', 'wrong'),
  value('a date', 'be converted', 'return new Date(0);', 'threw'),
  value('raw JSON', 'write its own JSON', 'return JSON.rawJSON("0.5");', 'wrong'),
  value('raw JSON in a list', 'break out of the JSON', 'return [JSON.rawJSON("0.5")];', 'wrong'),
  value('JSON text that breaks out', 'write its own evidence', 'return "0.5],\\"score\\":9";', 'wrong'),
  value(
    'a field named __proto__',
    'give the evidence another prototype',
    'return { ["__proto__"]: { length: 1, 0: 0.5 } };',
    'wrong',
  ),
  value('a field named toJSON', 'choose its own text', 'return { toJSON: 0.5 };', 'wrong'),
  value(
    'a second answer',
    'change its mind when read again',
    'let n = 0; return { get value() { return n++ ? 0.5 : 0.1; } };',
    'wrong',
  ),
  value(
    'luck',
    'draw until the dice are good',
    'let best = 0; for (let i = 0; i < 99; i++) best = Math.max(best, Math.random()); return best > 1 ? 0.5 : 0.25;',
    middling,
  ),
  value(
    'a slow thread for the next',
    'break what the engine relies on, for all who come after it',
    'for (const o of [[], new Uint8Array(1), /a/]) try { o.constructor = {}; } catch {} return 0.25;',
    middling,
  ),
];

const lists: readonly Attack[] = [
  order(
    'the honest best',
    'be right',
    'return numbers.map((n, i) => [n, i]).sort((a, b) => a[0] - b[0]).map(([, i]) => i);',
    sorted,
  ),
  order('a place twice', 'use the best twice', 'return [1, 1, 1, 1, 1, 1];', 'wrong'),
  order('a place too many', 'have one more neighbour', 'return [1, 4, 0, 3, 5, 2, 2];', 'wrong'),
  order('a place too few', 'leave the bad one out', 'return [1, 4, 0, 3, 5];', 'wrong'),
  order('minus zero for a place', 'be two places', 'return [-0, 0, 1, 2, 3, 4];', 'wrong'),
  order('fractions', 'be between places', 'return [0.5, 1, 2, 3, 4, 5];', 'wrong'),
  order('almost whole', 'pass by rounding', 'return [1.0000000000000002, 4, 0, 3, 5, 2];', 'wrong'),
  order('negative places', 'count from the end', 'return [-1, 4, 0, 3, 5, 2];', 'wrong'),
  order('holes', 'leave places open', 'return [, , , , , ];', 'wrong'),
  order(
    'holes with a prototype',
    'have places looked up elsewhere',
    `
    const list = new Array(6); Object.setPrototypeOf(list, [1, 4, 0, 3, 5, 2]); return list;`,
    sorted,
  ),
  order(
    'an object like a list',
    'pass for a list',
    'return { length: 6, 0: 1, 1: 4, 2: 0, 3: 3, 4: 5, 5: 2 };',
    'wrong',
  ),
  order('text like a list', 'pass for a list', 'return "140352";', 'wrong'),
  order(
    'a proxy of a list',
    'change places when read again',
    `
    let n = 0; return new Proxy([], { get: (list, key) => (key === 'length' ? 6 : n++ % 6) });`,
    unsorted,
  ),
  order(
    'a list that lies about its length',
    'be longer inside',
    `
    return new Proxy([1, 4, 0, 3, 5, 2, 7], { get: (list, key) => (key === 'length' ? 6 : list[key]) });`,
    sorted,
  ),
  order(
    'a list that grows when read',
    'never end',
    `
    const list = [1, 4, 0, 3, 5, 2]; Object.defineProperty(list, 0, { get: () => { list.push(9); return 1; } }); return list;`,
    sorted,
  ),
  order(
    'a list that shrinks when read',
    'end early',
    `
    const list = [1, 4, 0, 3, 5, 2]; Object.defineProperty(list, 0, { get: () => { list.length = 3; return 1; } }); return list;`,
    'wrong',
  ),
  order(
    'a length that is no number',
    'confuse the reader',
    'return new Proxy([], { get: (l, k) => (k === "length" ? "6" : 1) });',
    'too-large',
  ),
  order(
    'a negative length',
    'confuse the reader',
    'return new Proxy([], { get: (l, k) => (k === "length" ? -1 : 1) });',
    'wrong',
  ),
  order(
    'a length of NaN',
    'confuse the reader',
    'return new Proxy([], { get: (l, k) => (k === "length" ? NaN : 1) });',
    'wrong',
  ),
  order(
    'a length and a half',
    'confuse the reader',
    'return new Proxy([1, 4, 0, 3, 5, 2], { get: (l, k) => (k === "length" ? 5.5 : l[k]) });',
    sorted,
  ),
  order('a typed list', 'be exact', 'return new Uint8Array([1, 4, 0, 3, 5, 2]);', sorted),
  order(
    'a typed list with its own length',
    'be longer than it is',
    `
    const list = new Uint8Array([1, 4, 0, 3, 5, 2]); Object.defineProperty(list, 'length', { value: 7 }); return list;`,
    'wrong',
  ),
  order(
    'a typed list of another class',
    'be read by its own rules',
    `
    class Sly extends Uint8Array { get length() { return 6; } *[Symbol.iterator]() { yield* [0, 0, 0]; } } return new Sly([1, 4, 0, 3, 5, 2]);`,
    sorted,
  ),
  order(
    'a view of a detached buffer',
    'vanish',
    `
    const list = new Uint8Array([1, 4, 0, 3, 5, 2]); list.buffer.transfer(); return list;`,
    'wrong',
  ),
  order(
    'a view that shrinks',
    'vanish while read',
    `
    const buffer = new ArrayBuffer(6, { maxByteLength: 12 }); const list = new Uint8Array(buffer); list.set([1, 4, 0, 3, 5, 2]);
    return [...list.slice(0, 5), { get a() { buffer.resize(0); return 2; } }];`,
    'wrong',
  ),
  order(
    'a view written after its return',
    'change the evidence later',
    `
    const list = new Uint8Array([1, 4, 0, 3, 5, 2]); Promise.resolve().then(() => list.fill(0)); return list;`,
    'threw',
  ),
  order(
    'a list written after its return',
    'change the evidence later',
    `
    const list = [1, 4, 0, 3, 5, 2]; (async () => { await 0; list.fill(0); })(); return list;`,
    'threw',
  ),
  order(
    'arguments',
    'be a list of another kind',
    'return (function () { return arguments; })(1, 4, 0, 3, 5, 2);',
    'wrong',
  ),
  order('an iterator', 'be read step by step', 'return [1, 4, 0, 3, 5, 2].values();', 'threw'),
  order('a set', 'be a collection of another kind', 'return new Set([1, 4, 0, 3, 5, 2]);', 'threw'),
  order(
    'the input changed',
    'make the judge compare with what it wrote',
    `
    numbers[0] = 5; for (let i = 0; i < 6; i++) numbers[i] = i; return [0, 1, 2, 3, 4, 5];`,
    unsorted,
  ),
  order('the input frozen', 'break the drive', 'Object.freeze(numbers); return [1, 4, 0, 3, 5, 2];', sorted),
  order(
    'the input given another prototype',
    'make the judge read otherwise',
    `
    Object.setPrototypeOf(numbers, null); return [0, 1, 2, 3, 4, 5];`,
    unsorted,
  ),
  order(
    'the input itself',
    'have its own input for evidence',
    'numbers.splice(0, 6, 1, 4, 0, 3, 5, 2); return numbers;',
    sorted,
  ),
];

const sum = 'const sum = (list) => { let s = 0; for (const n of list) s += n; return s; };';

/** Throws ESCAPED when it finds what an earlier call left. */
function leaves(name: string, tries: string, leave: string, find: string): Attack {
  const source = `${sum} ${leave}
    export const total = (list) => { if (${find}) throw new Error('ESCAPED: it remembers'); try { remember(list); } catch {} return sum(list); };`;
  return totals(name, tries, source, added);
}

const states: readonly Attack[] = [
  leaves(
    'a variable of the file',
    'remember calls',
    'let calls = 0; const remember = () => { calls++; };',
    'calls > 0',
  ),
  leaves(
    'an imported variable',
    'remember calls',
    'class Memory { static seen = []; } const remember = (l) => Memory.seen.push(l);',
    'Memory.seen.length > 0',
  ),
  leaves('a global', 'remember calls', 'const remember = () => { globalThis.seen = 1; };', 'globalThis.seen'),
  leaves('a field of a builtin', 'remember calls', 'const remember = () => { Math.max.seen = 1; };', 'Math.max.seen'),
  leaves(
    'a field of an accessor',
    'remember calls',
    `
    const { get } = Object.getOwnPropertyDescriptor(Map.prototype, 'size'); const remember = () => { get.seen = 1; };`,
    'get.seen',
  ),
  leaves(
    'the method of an override',
    'remember calls in the accessors of the sandbox itself',
    `
    const d = Object.getOwnPropertyDescriptor(Object.prototype, 'toString'); const remember = () => { d.set.seen = 1; };`,
    'd.set.seen',
  ),
  leaves(
    'a template',
    'remember calls in what the engine caches',
    `
    const tag = (parts) => parts; const place = () => tag\`x\`; const remember = () => { place().seen = 1; place().raw.seen = 1; };`,
    'place().seen || place().raw.seen',
  ),
  leaves(
    'a symbol for all',
    'remember calls in the registry',
    `
    const remember = () => { Symbol.for('seen').description; Object(Symbol.for('seen')).seen = 1; };`,
    'Object(Symbol.for("seen")).seen',
  ),
  leaves(
    'a private name',
    'stamp an object that cannot change',
    `
    class Base { constructor(o) { return o; } } class Stamp extends Base { #seen = 1; static has(o) { return #seen in o; } }
    const remember = () => new Stamp(Array.prototype);`,
    'Stamp.has(Array.prototype)',
  ),
  leaves(
    'the last match',
    'remember calls in regular expressions',
    "const remember = () => /(seen)/.exec('seen');",
    "RegExp.$1 === 'seen'",
  ),
  leaves(
    'lastIndex of a literal',
    'remember calls in a regular expression',
    "const mark = () => /s/g; const remember = () => mark().test('seen');",
    'mark().lastIndex > 0',
  ),
  leaves(
    'chance',
    'find the dice where it left them',
    'const first = Math.random(); let calls = 0; const remember = () => { calls++; };',
    'Math.random() === first',
  ),
  leaves(
    'a weak map by a builtin',
    'remember calls beside a builtin',
    'const marks = new WeakMap(); const remember = () => marks.set(Array, 1);',
    'marks.has(Array)',
  ),
  leaves(
    'an error of the language',
    'remember calls in an error',
    'const remember = () => { Error.prototype.seen = 1; RangeError.seen = 1; };',
    'Error.prototype.seen || RangeError.seen',
  ),
  leaves(
    'the function itself',
    'remember calls in its own function',
    'const remember = () => { total.seen = 1; };',
    'total.seen',
  ),
  leaves(
    'a promise',
    'remember calls in a job',
    'let seen = false; const remember = () => { Promise.resolve().then(() => { seen = true; }); };',
    'seen',
  ),
  totals(
    'regular expressions',
    'remember calls in the one prototype that can be changed',
    `${sum}
    export const total = (list) => { if (RegExp.prototype.seen) throw new Error('ESCAPED'); RegExp.prototype.seen = 1; return sum(list); };`,
    'threw',
  ),
  totals(
    'regular expressions given back',
    'change them for a moment',
    `${sum}
    export const total = (list) => { const { test } = RegExp.prototype; RegExp.prototype.test = () => true; const hit = /x/.test('y');
      RegExp.prototype.test = test; return hit ? sum(list) : 0; };`,
    added,
  ),
  totals(
    'the input of the next call',
    'change what the next call gets',
    `${sum}
    export const total = (list) => { const s = sum(list); list.length = 0; list.push(1000); return s; };`,
    added,
  ),
  totals(
    'equal inputs',
    'answer from memory',
    `${sum}
    const known = new Map(); export const total = (list) => { const k = list.join(); if (known.has(k)) throw new Error('ESCAPED'); known.set(k, 1); return sum(list); };`,
    added,
  ),
  totals(
    'the wrong answer at last',
    'be right only where it thinks it is watched',
    `${sum}
    export const total = (list) => list.length === 1 ? 0 : sum(list);`,
    'wrong',
  ),
  totals('the answer once', 'be right on the first input', 'export const total = () => 6;', 'wrong'),
];

const work = 'for (let i = 0; i < size; i++) result[i] = 2 * numbers[i];';

/** The body of `double`. */
function racing(name: string, tries: string, body: string, verdict: Verdict, before = ''): Attack {
  return race(name, tries, `${before}\nexport const double = (numbers, result, size) => { ${body} };`, verdict);
}

/** Throws out the fast paths of the engine for the whole thread, so that the initial program is slow. */
function hamper(what: string, statement: string): Attack {
  return racing(
    `hamper ${what}`,
    'slow down the initial program beside it',
    work,
    'threw',
    `try { ${statement} } catch {}`,
  );
}

const timed: readonly Attack[] = [
  racing('honest work', 'be right', work, raced),
  racing('nothing done', 'skip the work', '', 'wrong'),
  racing(
    'half the work',
    'skip some of the work',
    'for (let i = 0; i < size / 2; i++) result[i] = 2 * numbers[i];',
    'wrong',
  ),
  racing(
    'every other time',
    'skip the work when timed',
    `if (calls++ % 2 === 0) { ${work} }`,
    'wrong',
    'let calls = 0;',
  ),
  racing('the first times', 'work only while it is watched', `if (calls++ < 3) { ${work} }`, 'wrong', 'let calls = 0;'),
  racing(
    'the last answer',
    'answer from memory',
    `
    if (last) for (let i = 0; i < size; i++) result[i] = last[i]; else { ${work} last = result.slice(); }`,
    'wrong',
    'let last;',
  ),
  racing(
    'the same list again',
    'know the input by identity',
    `if (!seen.has(numbers)) { seen.add(numbers); ${work} }`,
    'wrong',
    'const seen = new WeakSet();',
  ),
  racing('work put off', 'work after the clock stopped', `Promise.resolve().then(() => { ${work} });`, 'threw'),
  racing('work put off by await', 'work after the clock stopped', `(async () => { await 0; ${work} })();`, 'threw'),
  racing(
    'work when read',
    'work when the result is read',
    `
    Object.defineProperty(result, 0, { get: () => 1 });`,
    'threw',
  ),
  racing(
    'work when the length is read',
    'work in a getter of the result',
    `
    Object.defineProperty(result, 'length', { configurable: true, get() { ${work} return size; } });`,
    'wrong',
  ),
  racing(
    'work in a method of the result',
    'have the drive call its own function',
    `
    const work = () => { ${work} return result; };
    for (const key of ['slice', 'map', 'subarray', 'at', 'toString', Symbol.iterator])
      Object.defineProperty(result, key, { configurable: true, value: work });`,
    'wrong',
  ),
  racing(
    'another prototype of the result',
    'have the drive read something else',
    `
    Object.setPrototypeOf(result, new Proxy({}, { get: (t, k) => { ${work} } }));`,
    'wrong',
  ),
  racing(
    'the buffer taken away',
    'have the result elsewhere',
    'if (!result.buffer.detached) result.buffer.transfer();',
    'wrong',
  ),
  racing('the numbers changed', 'make the work easy', 'numbers.fill(0); result.fill(0);', 'wrong'),
  racing('the numbers changed for next time', 'make the next work easy', `${work} numbers.fill(0);`, raced),
  racing(
    'foreseen numbers',
    'work ahead from what it saw',
    `
    if (next) result.set(next); else { ${work} next = result.slice(); }`,
    'wrong',
    'let next;',
  ),
  racing(
    'chance',
    'find the numbers with the dice',
    `${work} if (numbers[0] === Math.random() * 2 ** 32) throw new Error('ESCAPED');`,
    raced,
  ),
  racing(
    'a clock',
    'see how long it takes',
    `${work} if (Date.now() !== start || new Date().getTime() !== start) throw new Error('ESCAPED');`,
    raced,
    'const start = Date.now();',
  ),
  racing(
    'a failure late',
    'fail when it is known to be slow',
    `if (calls++ > 5) throw new Error('slow'); ${work}`,
    'threw',
    'let calls = 0;',
  ),
  hamper('lists', '[].constructor = {};'),
  hamper('typed lists', 'new Float64Array(1).constructor = {};'),
  hamper('iteration', '[][Symbol.iterator] = 1;'),
  hamper('regular expressions', '/a/.constructor = {};'),
  hamper('list iterators', '[].values().next = 1;'),
  hamper('joining of lists', '({})[Symbol.isConcatSpreadable] = true;'),
];

export const forgeries: readonly Attack[] = [...numbers, ...lists, ...states, ...timed];
