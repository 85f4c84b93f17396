import { derive } from '../derive.ts';
import type { Language, Measures, NumberSite } from '../language.ts';
import { readProgram, type SourceFile } from '../program.ts';
import { blocksOf } from './blocks.ts';
import { programKey, programShape } from './key.ts';
import { measureProgram } from './measure.ts';
import { parse } from './parse.ts';
import { type Place, placesOf } from './place.ts';

export const typescript = language('typescript', 'TypeScript', ['.ts', '.mts', '.cts', '.tsx']);
export const javascript = language('javascript', 'JavaScript', ['.js', '.mjs', '.cjs', '.jsx']);

function language(id: string, name: string, suffixes: readonly string[]): Language {
  const words = suffixes.map((suffix) => suffix.slice(1));
  return {
    id,
    name,
    suffixes,
    fences: [...words.slice(0, 1), id, ...words.slice(1)],
    comments: [{ open: '//' }, { open: '/*', close: '*/' }],
    rules:
      id === 'typescript' ? ['Types are removed, not compiled: write no enum, namespace or parameter property.'] : [],
    negation: ['!(', ')'],
    faults: (file) => [parse(file).error ?? []].flat(),
    blocks: blocksOf,
    key: derive((file) => programKey(alone(file))),
    shape: derive((file) => programShape(alone(file))),
    measures: (file, regions) => (regions.length > 0 ? measuresOf(file) : nothing),
    numbers: derive((file) => placesOf(file).filter(isNumber).map(siteOf)),
  };
}

function alone({ name, text }: SourceFile) {
  return readProgram({ [name]: text });
}

const nothing: Measures = { size: 0, branches: 0, calls: 0, literals: 0 };

const measuresOf = derive((file: SourceFile): Measures => ({ ...nothing, ...measureProgram(alone(file)) }));

/** Keys of objects and classes are names, not numbers. */
function isNumber({ node, parent, field }: Place): boolean {
  const isKey = field === 'key' && parent?.node.computed !== true;
  return node.type === 'Literal' && typeof node.value === 'number' && !isKey;
}

/** A number with its sign and parentheses, such as `0.5`, `-3` or `(-3)`. */
function siteOf(place: Place): NumberSite {
  const { parent: around, node } = place;
  const negative = around?.node.type === 'UnaryExpression' && around.node.operator === '-';
  const signed = negative ? around : place;
  const outer = negative && signed.parent?.node.type === 'ParenthesizedExpression' ? signed.parent : signed;
  const holder = outer.parent;
  return {
    start: outer.node.start,
    end: outer.node.end,
    value: (negative ? -1 : 1) * (node.value as number),
    whole: /^\d+$/.test(String(node.raw)),
    named: holder?.node.type === 'VariableDeclarator' && holder.parent?.node.kind === 'const',
    write: writeNumber,
  };
}

/** Writes a number so that it can stand wherever another stood. */
function writeNumber(value: number): string {
  const text = String(value === 0 ? 0 : value);
  return text.startsWith('-') ? `(${text})` : text;
}
