import { parseSync } from 'oxc-parser';
import type { Program } from '../api/program.ts';
import { readProgram } from '../language/program.ts';

/** A candidate that tries to look better than it is, or to make the evaluator fail. */
export interface Cheat {
  readonly name: string;
  /**
   * `nonsense` does no honest work at all, so no score can be right; `changed` changes honest results; `partial` ignores a
   * part of its inputs, so that it should score worse than the honest program.
   */
  readonly kind: 'nonsense' | 'changed' | 'partial';
  readonly program: Program;
  /** The same, but it throws where it would change something: a cheat that never does says nothing. */
  readonly probe?: Program;
}

/** Results of every export, whatever its arguments: JavaScript expressions. */
const answers: Readonly<Record<string, string>> = {
  nothing: 'undefined',
  null: 'null',
  NaN: 'NaN',
  infinity: 'Infinity',
  'minus infinity': '-Infinity',
  zero: '0',
  'minus one': '-1',
  'the largest number': '1.7976931348623157e308',
  'an empty text': "''",
  'a long text': "'9'.repeat(1000)",
  true: 'true',
  'an empty list': '[]',
  'a list of NaN': 'Array(1000).fill(NaN)',
  'a list of lists of huge numbers': 'Array.from({ length: 30 }, () => [1e308, 1e308, 1e308])',
  'a long list of ones': 'Array(1000).fill(1)',
  'a list of holes': 'Array(100)',
  'an empty object': '{}',
  'an object that says it is a list': '{ length: 26 }',
  'an object with a score of its own': '{ score: 1e9, metrics: { score: 1e9 }, wrong: undefined }',
  'a list with a score of its own': 'Object.assign([], { score: 1e9 })',
  'a function': '(() => 1)',
  'a number as an object': 'new Number(1e9)',
  'an object of methods that return nothing': 'made(undefined)',
  'an object of methods that return zero': 'made(0)',
  'an object of methods that return NaN': 'made(NaN)',
  'an object of methods that return infinity': 'made(Infinity)',
};

/** Changes to honest results, also to those of functions and methods in them: expressions of `r`; `each` maps the numbers in it. */
const changes: Readonly<Record<string, string>> = {
  'numbers larger by their last digit': 'each(r, (x) => x + Math.abs(x) * 2 ** -52)',
  'numbers larger by a billionth': 'each(r, (x) => x * (1 + 1e-9))',
  'numbers larger by a millionth': 'each(r, (x) => x * (1 + 1e-6))',
  'numbers larger by a hundredth': 'each(r, (x) => x * 1.01)',
  'numbers divided by a million': 'each(r, (x) => x * 1e-6)',
  'numbers with their signs flipped': 'each(r, (x) => -x)',
  'numbers replaced by NaN': 'each(r, () => NaN)',
  'numbers replaced by infinity': 'each(r, () => Infinity)',
  'numbers as texts': 'each(r, (x) => String(x))',
  'numbers as objects': 'each(r, (x) => new Number(x))',
  'whole numbers off by a half': 'each(r, (x) => x + 0.5)',
  'the first item everywhere': 'Array.isArray(r) ? r.map(() => r[0]) : r',
  'one item more': 'Array.isArray(r) ? [...r, r[0]] : r',
  'the first item removed': 'Array.isArray(r) ? r.slice(1) : r',
  'the last item removed': 'Array.isArray(r) ? r.slice(0, -1) : r',
  'a hole in place of the first item': 'Array.isArray(r) ? [, ...r.slice(1)] : r',
  'items doubled': 'Array.isArray(r) ? [...r, ...r] : r',
  'an object with the same items': 'Array.isArray(r) ? { ...r } : r',
};

/** Functions around honest calls. */
const detours: Readonly<Record<string, string>> = {
  'returns the first result for every call':
    '(f) => { let first; return (...args) => (first ??= { r: f(...args) }).r; }',
  'empties its inputs before the call': '(f) => (...args) => { for (const a of args) empty(a); return f(...args); }',
  'empties its inputs after the call':
    '(f) => (...args) => { const r = f(...args); for (const a of args) empty(a); return r; }',
  'does nothing': '() => () => undefined',
  'returns an input as the result': '() => (...args) => args[0]',
  throws: "() => () => { throw { message: 'score: 1e9' }; }",
};

/** Which items of a long input a candidate never looks at: expressions of the index `i` and the length `n`. */
const blindSpots: Readonly<Record<string, string>> = {
  'ignores the first nine tenths of long inputs': 'i < 0.9 * n',
  'ignores the last nine tenths of long inputs': 'i >= 0.1 * n',
  'ignores every other item of long inputs': 'i % 2 === 1',
  'ignores the middle of long inputs': 'i > 0.2 * n && i < 0.8 * n',
};

/** An object that has every method, and is a function too. */
const made =
  "const made = (result) => new Proxy(() => result, { get: (_, name) => (name === 'then' ? undefined : () => result) });";

/** `noted` returns what comes after a change; in a probe it throws where that is something else. */
const tools = `
const each = (value, change) =>
  typeof value === 'number' ? change(value)
  : Array.isArray(value) ? value.map((item) => each(item, change))
  : ArrayBuffer.isView(value) ? value.map((item) => Number(change(item)))
  : value;
const within = (value, change) =>
  typeof value === 'function' ? (...args) => within(value(...args), change)
  : typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value) ? change(value)
  : new Proxy(value, {
      get: (target, name) => {
        const own = Reflect.get(target, name);
        return typeof own === 'function' ? (...args) => within(own.apply(target, args), change) : change(own);
      },
    });
const long = 50;
const blind = (value, hides) => {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  if (typeof value === 'string' && value.length >= long) return noted(value, [...value].map((item, i) => (hides(i, value.length) ? ' ' : item)).join(''));
  if (!isList || value.length < long) return value;
  const before = value.slice();
  for (let i = 0; i < value.length; i++) if (hides(i, value.length)) value[i] = typeof value[i] === 'number' ? 0 : before[0];
  noted(before, value);
  return value;
};
const empty = (value) => {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) for (let i = 0; i < value.length; i++) value[i] = typeof value[i] === 'number' ? 0 : value[i];
};
`;

const quiet = 'const noted = (before, after) => after;';
const loud = `const noted = (before, after) => {
  if (JSON.stringify(before) !== JSON.stringify(after)) throw new Error('it is changed');
  return after;
};`;

/** The cheats that every problem should withstand, made from its initial program alone. */
export function standardCheats(initial: Program): readonly Cheat[] {
  const names = exportsOf(initial.entry, initial.files[initial.entry] as string);
  const wrapped = wrapperOf(initial, names);
  return [
    ...Object.entries(answers).map(([name, value]) => nonsense(`returns ${name}`, answering(names, value))),
    ...Object.entries(changes).map(([name, change]) =>
      wrapped(`returns ${name}`, 'changed', `(f) => (...args) => within(f(...args), (r) => noted(r, ${change}))`),
    ),
    ...Object.entries(blindSpots).map(([name, hides]) =>
      wrapped(name, 'partial', `(f) => (...args) => f(...args.map((one) => blind(one, (i, n) => ${hides})))`),
    ),
    ...Object.entries(detours).map(([name, wrapper]) => wrapped(name, 'changed', wrapper)),
    nonsense('exports nothing', 'export {};'),
  ];
}

function nonsense(name: string, text: string): Cheat {
  return { name, kind: 'nonsense', program: readProgram({ 'cheat.js': text }) };
}

function answering(names: readonly string[], value: string): string {
  const answer = value.startsWith('{') ? `(${value})` : value;
  return [made, ...names.map((own) => `export const ${own} = () => ${answer};`)].join('\n');
}

/** Puts functions around the exports of an honest program. */
function wrapperOf({ files, entry }: Program, names: readonly string[]) {
  const exports = names.map(
    (own) => `export const ${own} = typeof honest.${own} === 'function' ? around(honest.${own}) : honest.${own};`,
  );
  const program = (noted: string, wrapper: string) =>
    readProgram({
      'cheat.js': [
        `import * as honest from './${entry}';`,
        noted,
        tools,
        `const around = ${wrapper};`,
        ...exports,
      ].join('\n'),
      ...files,
    });
  return (name: string, kind: Cheat['kind'], wrapper: string): Cheat => ({
    ...{ name, kind, program: program(quiet, wrapper) },
    ...(wrapper.includes('noted') || kind === 'partial' ? { probe: program(loud, wrapper) } : {}),
  });
}

function exportsOf(name: string, text: string): readonly string[] {
  const { staticExports } = parseSync(name, text).module;
  const entries = staticExports.flatMap(({ entries }) => entries);
  return entries.flatMap(({ exportName, isType }) =>
    exportName.kind === 'Name' && !isType && exportName.name ? [exportName.name] : [],
  );
}
