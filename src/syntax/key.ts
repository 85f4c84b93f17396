import { hash } from 'node:crypto';
import type { Files } from '../api/program.ts';
import { remember } from './cache.ts';
import { bare, isNode, type Node, parse } from './parse.ts';

/** Fields that do not change what a program does. */
const ignored = new Set([
  ...['start', 'end', 'raw', 'loc', 'range', 'parent', 'decorators', 'declare', 'definite', 'optionalType'],
  ...['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments', 'implements'],
  ...['accessibility', 'readonly', 'override', 'abstract', 'importKind', 'exportKind', 'hashbang'],
]);

/** The tree as text, without layout, comments, types and redundant parentheses; numbers as `number` writes them. */
function write(value: unknown, number: (node: Node) => string): string {
  if (Array.isArray(value)) return `[${value.flatMap((item) => write(item, number) || []).join(' ')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return JSON.stringify(String(value));
  const node = isNode(value) ? bare(value) : value;
  if (
    isNode(node) &&
    (node.type === 'EmptyStatement' || node.type.startsWith('TSInterface') || node.type === 'TSTypeAliasDeclaration')
  )
    return '';
  if (isNode(node) && node.type === 'Literal' && typeof node.value === 'number') return number(node);
  const fields = Object.entries(node).filter(([field]) => !ignored.has(field));
  return `(${fields.map(([field, item]) => (field === 'type' ? String(item) : `${field}:${write(item, number)}`)).join(' ')})`;
}

const digest = (text: string) => hash('sha1', text, 'hex');

const fileKey = remember(512, (text, name) => digest(write(parse(text, name).program, ({ value }) => `#${value}`)));
const fileShape = remember(512, (text, name) => digest(write(parse(text, name).program, () => '#')));

function combine(files: Files, part: (text: string, name: string) => string): string {
  return digest(
    Object.entries(files)
      .map(([name, text]) => `${name} ${part(text, name)}`)
      .join('\n'),
  );
}

/**
 * Digest of a program's normalised syntax tree: the same for programs that differ only in layout, comments, types,
 * quotes, parentheses that change nothing, and in how numbers are spelled. 40 hexadecimal digits.
 */
export function programKey(files: Files): string {
  return combine(files, fileKey);
}

/** The same with all numbers alike: programs of one shape differ in numeric literals only. */
export function programShape(files: Files): string {
  return combine(files, fileShape);
}
