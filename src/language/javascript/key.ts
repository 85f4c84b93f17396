import { hash } from 'node:crypto';
import { derive } from '../derive.ts';
import type { SourceFile } from '../source.ts';
import { bare, isNode, type Node } from './node.ts';
import { parse } from './parse.ts';

/** Fields that do not change what a program does. A field missing here costs an evaluation of a program already seen. */
const ignored = new Set([
  ...['type', 'start', 'end', 'raw', 'range', 'definite'],
  ...['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments', 'implements'],
  ...['accessibility', 'readonly', 'override', 'hashbang'],
]);

const withoutEffect = new Set(['EmptyStatement', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration']);

/** The tree as text, without layout, comments, types and redundant parentheses; numbers as `number` writes them. */
function write(value: unknown, number: (node: Node) => string): string {
  if (Array.isArray(value)) return writeList(value, number);
  if (isNode(value)) return writeNode(bare(value), number);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  // The raw text of a template, as a tag may read it.
  if (typeof value === 'object' && value !== null && 'cooked' in value) return JSON.stringify(value);
  return String(value);
}

function writeList(items: readonly unknown[], number: (node: Node) => string): string {
  let text = '[';
  for (const item of items) {
    const part = write(item, number);
    if (part !== '') text += `${part} `;
  }
  return `${text}]`;
}

function writeNode(node: Node, number: (node: Node) => string): string {
  if (withoutEffect.has(node.type)) return '';
  if (node.type === 'Literal' && typeof node.value === 'number') return number(node);
  let text = `(${node.type}`;
  for (const field in node) if (!ignored.has(field)) text += ` ${field}:${write(node[field], number)}`;
  return `${text})`;
}

const digest = (text: string) => hash('sha1', text, 'hex');

/**
 * Digest of a file's normalised syntax tree: the same for files that differ only in layout, comments, types, quotes,
 * parentheses that change nothing, and in how numbers are spelled. 40 hexadecimal digits.
 */
export const keyOf = derive((file: SourceFile) => digest(write(parse(file).program, ({ value }) => `#${value}`)));

/** The same without the values of numbers: files of one shape differ in numeric literals only. */
export const shapeOf = derive((file: SourceFile) => digest(write(parse(file).program, () => '#')));
