import type { Language } from '../language.ts';
import { blocksOf } from './blocks.ts';
import { definitionsIn } from './definitions.ts';
import { keyOf, shapeOf } from './key.ts';
import { measure } from './measure.ts';
import { mutationsIn } from './mutations.ts';
import { misuseIn } from './names.ts';
import { numbersIn } from './number.ts';
import { outlineOf } from './outline.ts';
import { parse } from './parse.ts';

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
    strings: `"'\``,
    rules:
      id === 'typescript' ? ['Types are removed, not compiled: write no enum, namespace or parameter property.'] : [],
    negation: ['!(', ')'],
    faults: (file) => [parse(file).error ?? []].flat(),
    misuse: misuseIn,
    blocks: blocksOf,
    key: keyOf,
    shape: shapeOf,
    outline: outlineOf,
    measures: measure,
    numbers: numbersIn,
    definitions: definitionsIn,
    mutations: mutationsIn,
  };
}
