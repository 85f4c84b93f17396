import type { Attack } from './attack.ts';

/** Returns evidence that would differ between two evaluations if anything did. */
function vary(name: string, tries: string, body: string): Attack {
  return { name, tries, problem: 'probe', source: `export const run = (input) => { ${body} };`, verdict: 'repeats' };
}

export const variations: readonly Attack[] = [
  vary('chance', 'roll dice', 'return Array.from({ length: 20 }, () => Math.random());'),
  vary(
    'chance in a hot loop',
    'roll dice often',
    'let s = 0; for (let i = 0; i < 3e5; i++) s += Math.random(); return s;',
  ),
  vary(
    'the clock',
    'read the clock',
    'return [Date.now(), +new Date(), Date(), new Date().toString(), new Date().getTimezoneOffset()];',
  ),
  vary(
    'the clock later',
    'read how long it took',
    'const t = Date.now(); for (let i = 0; i < 1e6; i++); return [t, Date.now() - t];',
  ),
  vary(
    'local time',
    'read the time zone',
    'return [new Date(2020, 6, 1).toISOString(), new Date(1970, 0).getTime(), new Date("2020-06-01T12:00").getTime()];',
  ),
  vary(
    'dates as text',
    'read the locale',
    'const d = new Date(1e12); return [d.toLocaleString(), d.toLocaleDateString(), d.toLocaleTimeString(), d.toTimeString()];',
  ),
  vary(
    'dates in other zones',
    'read the tables of the machine',
    'return new Date(1e12).toLocaleString("de-CH", { timeZone: "Asia/Tokyo", timeZoneName: "long" });',
  ),
  vary(
    'numbers as text',
    'read the locale',
    'return [(1234567.891).toLocaleString(), (12n ** 12n).toLocaleString(), (0.1).toLocaleString("de")];',
  ),
  vary(
    'texts compared',
    'read the locale',
    'return ["ä", "z", "a", "Z", "ß", "\\u0131"].sort((a, b) => a.localeCompare(b)).concat("I".toLocaleLowerCase(), "i".toLocaleUpperCase());',
  ),
  vary(
    'texts normalised',
    'read the tables of the machine',
    'return ["\\u1e9b\\u0323".normalize("NFKD").length, /\\p{L}/u.test("\\u{1F600}")];',
  ),
  vary(
    'the stack',
    'measure how deep the stack is',
    'let n = 0; const dig = () => { n++; dig(); }; try { dig(); } catch {} return n;',
  ),
  vary(
    'the stack after work',
    'see what the compiler did meanwhile',
    `
    const f = (x) => x * 1.5 + 1; const depth = () => { let n = 0; const dig = () => { n++; f(n); dig(); }; try { dig(); } catch {} return n; };
    const all = [depth()]; for (let i = 0; i < 2e5; i++) f(i); all.push(depth()); return all;`,
  ),
  vary(
    'counting',
    'count until something changes',
    'let n = 0; const t = Date.now(); while (Date.now() === t && n < 1e5) n++; return n;',
  ),
  vary(
    'order of keys',
    'use the order of a table',
    'const o = {}; for (let i = 0; i < 999; i++) o["k" + ((i * 7919) % 1009)] = i; return Object.keys(o).join().length + Object.keys(o)[500];',
  ),
  vary(
    'order of a map',
    'use the order of a table',
    'const m = new Map(); for (let i = 0; i < 999; i++) m.set({}, i); return [...m.values()].slice(0, 9);',
  ),
  vary(
    'a sort without rule',
    'use the order that a sort leaves',
    'let n = 0; return Array.from({ length: 300 }, (_, i) => i).sort(() => (n++ % 3) - 1).slice(0, 40);',
  ),
  vary(
    'a sort by chance',
    'use the order that a sort leaves',
    'return Array.from({ length: 40 }, (_, i) => i).sort(() => Math.random() - 0.5);',
  ),
  vary(
    'equal keys sorted',
    'use the order of equals',
    'return Array.from({ length: 40 }, (_, i) => [i % 3, i]).sort((a, b) => a[0] - b[0]).map(([, i]) => i);',
  ),
  vary(
    'transcendental functions',
    'use the last digit',
    'return [Math.sin(1e6), Math.cos(1e6), Math.tan(0.7), Math.exp(1), Math.pow(1.1, 99), Math.cbrt(3), Math.hypot(1, 2, 3), Math.log1p(1e-9), Math.atan2(1, 3)];',
  ),
  vary(
    'arithmetic in hot code',
    'use what the compiler rounds otherwise',
    'let s = 0; for (let i = 1; i < 2e5; i++) s = Math.fround(s * 1.0000001 + Math.sin(i) / i); return s;',
  ),
  vary(
    'bits of NaN',
    'read what is left in NaN',
    `
    const f = new Float64Array([NaN, 0 / 0, Math.sqrt(-1), -NaN]); return Array.from(new Uint8Array(f.buffer));`,
  ),
  vary(
    'memory that was not written',
    'read what another left',
    `
    const all = []; for (let i = 0; i < 50; i++) all.push(...new Uint8Array(1000).filter((x) => x)); return all;`,
  ),
  vary(
    'memory that can grow',
    'read what another left',
    'const b = new ArrayBuffer(8, { maxByteLength: 4096 }); b.resize(4096); return new Uint8Array(b).some((x) => x);',
  ),
  vary(
    'names of functions',
    'read addresses',
    'return [(() => {}).name, (class {}).toString(), Symbol("x").toString(), Math.max.toString()];',
  ),
  vary(
    'messages of errors',
    'read the words of the engine',
    `
    const say = (f) => { try { f(); } catch (e) { return [e.name, e.message, Object.getOwnPropertyNames(e).join()]; } };
    return [say(() => null.x), say(() => x), say(() => (1).y()), say(() => JSON.parse('{')), say(() => new Array(-1)), say(() => { const f = () => f(); f(); })];`,
  ),
  vary('keys of everything', 'read the version of the world', 'return Reflect.ownKeys(globalThis).map(String).sort();'),
  vary(
    'hashes of objects',
    'use what the engine draws at start',
    'const m = new Map(); for (let i = 0; i < 200; i++) m.set(Symbol(i), i); let s = ""; m.forEach((v) => { s += v % 10; }); return s;',
  ),
  vary(
    'seeded dice',
    'roll dice while loading and while called',
    'return [Math.random(), ...Array.from({ length: 3 }, Math.random)];',
  ),
  vary(
    'iteration of texts',
    'use the tables of the machine',
    'return [...new Set("the quick brown fox")].sort().join("");',
  ),
];
