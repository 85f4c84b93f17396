import { parseSync } from 'oxc-parser';
import type { Files, Program } from '../api/program.ts';
import { readProgram } from '../language/program.ts';

/** A candidate that tries to look better than it is, or to make the evaluator fail. */
export interface Cheat {
  readonly name: string;
  /** It does no honest work at all, so no score can be right. */
  readonly nonsense: boolean;
  readonly program: Program;
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
};

/** Changes to an honest result: expressions of the result `r`; `each` maps the numbers in it. */
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

const tools = `
const each = (value, change) =>
  typeof value === 'number' ? change(value)
  : Array.isArray(value) ? value.map((item) => each(item, change))
  : ArrayBuffer.isView(value) ? value.map((item) => Number(change(item)))
  : value;
const empty = (value) => {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) for (let i = 0; i < value.length; i++) value[i] = typeof value[i] === 'number' ? 0 : value[i];
};
`;

/** The cheats that every problem should withstand, made from its initial program alone. */
export function standardCheats({ files: initial, entry }: Program): readonly Cheat[] {
  const names = exportsOf(entry, initial[entry] as string);
  const cheat = (name: string, text: string, files: Files = {}): Cheat => ({
    name,
    nonsense: Object.keys(files).length === 0,
    program: readProgram({ 'cheat.js': text, ...files }),
  });
  const wrapped = (name: string, wrapper: string) => {
    const exports = names.map(
      (own) => `export const ${own} = typeof honest.${own} === 'function' ? around(honest.${own}) : honest.${own};`,
    );
    const text = `import * as honest from './${entry}';\n${tools}\nconst around = ${wrapper};\n${exports.join('\n')}`;
    return cheat(name, text, initial);
  };
  return [
    ...Object.entries(answers).map(([name, value]) =>
      cheat(
        `returns ${name}`,
        names.map((own) => `export const ${own} = () => ${value.startsWith('{') ? `(${value})` : value};`).join('\n'),
      ),
    ),
    ...Object.entries(changes).map(([name, change]) =>
      wrapped(`returns ${name}`, `(f) => (...args) => { const r = f(...args); return ${change}; }`),
    ),
    ...Object.entries(detours).map(([name, wrapper]) => wrapped(name, wrapper)),
    cheat('exports nothing', 'export {};'),
  ];
}

function exportsOf(name: string, text: string): readonly string[] {
  const { staticExports } = parseSync(name, text).module;
  const entries = staticExports.flatMap(({ entries }) => entries);
  return entries.flatMap(({ exportName, isType }) =>
    exportName.kind === 'Name' && !isType && exportName.name ? [exportName.name] : [],
  );
}
