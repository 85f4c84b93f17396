import { hash } from 'node:crypto';
import { readNumber } from '../number.ts';
import { childrenOf, is, kindOf, partsOf, type SyntaxTree, textOf } from '../syntax-tree.ts';
import type { Grammar } from './grammar.ts';
import { isNegation } from './numbers.ts';

interface Writing {
  readonly tree: SyntaxTree;
  readonly grammar: Grammar;
  readonly alike: boolean;
  readonly separators: ReadonlySet<string>;
  readonly parts: string[];
}

/**
 * Digest of what a tree says: its kinds of nodes, fields and tokens, without layout, comments, separators, a comma at
 * the end of a list, and parentheses that change nothing. Numbers count by their values, or are all `alike`.
 */
export function treeKey(tree: SyntaxTree, grammar: Grammar, alike: boolean): string {
  const writing = { tree, grammar, alike, separators: new Set(grammar.separators?.split(' ')), parts: [] };
  write(writing, 0);
  return hash('sha1', writing.parts.join(' '), 'hex');
}

/**
 * Writes a node as one in this field: what stands in parentheses takes their place. Trees are never so deep that this
 * could exhaust the stack.
 */
function write(writing: Writing, node: number, field = writing.tree.field[node] as number): void {
  const { tree, parts } = writing;
  if (is(tree, node, 'comment')) return;
  const children = childrenOf(tree, node);
  if (children.length === 0 || isText(tree, node)) writeToken(writing, node, field);
  else if (isNegation(tree, node) && numberIn(tree, node)) writeToken(writing, numberIn(tree, node) ?? 0, field, '-');
  else if (is(tree, node, 'parentheses')) writeAll(writing, children.slice(1, -1), field);
  else {
    parts.push(`(${tree.kind[node]}:${field}`);
    const needed = withoutLastCommas(tree, children);
    writeAll(writing, needed);
    writeText(writing, tree.end[needed.at(-1) as number] as number, tree.end[node] as number);
    parts.push(')');
  }
}

/** The number that is all of a node, but for signs and parentheses. */
function numberIn(tree: SyntaxTree, node: number): number | undefined {
  const [part, ...others] = partsOf(tree, node);
  if (part === undefined || others.length > 0) return undefined;
  if (is(tree, part, 'number')) return part;
  return is(tree, part, 'parentheses') ? numberIn(tree, part) : undefined;
}

/** Whether a node is a string or a part of one, without code inside it. */
function isText(tree: SyntaxTree, node: number): boolean {
  const isString = is(tree, node, 'string') || is(tree, tree.parent[node] as number, 'string');
  return isString && !hasCode(tree, node);
}

function hasCode(tree: SyntaxTree, node: number): boolean {
  for (let inside = node; inside < (tree.next[node] as number); inside++)
    if (is(tree, inside, 'name') || is(tree, inside, 'number')) return true;
  return false;
}

/** Some grammars have no nodes for some tokens: their text stands between the nodes. */
function writeAll(writing: Writing, nodes: readonly number[], field?: number): void {
  const { start, end } = writing.tree;
  nodes.forEach((node, at) => {
    if (at > 0) writeText(writing, end[nodes[at - 1] as number] as number, start[node] as number);
    write(writing, node, field);
  });
}

function writeText({ tree, parts }: Writing, start: number, end: number): void {
  const text = tree.text
    .slice(start, end)
    .replace(/\\\r?\n/g, '')
    .trim();
  if (text !== '' && text !== ',') parts.push(JSON.stringify(text));
}

function writeToken(writing: Writing, node: number, field: number, sign = ''): void {
  const { tree, grammar, alike, separators, parts } = writing;
  const text = sign + textOf(tree, node).trim();
  if (text === '' || separators.has(kindOf(tree, node))) return;
  const number = is(tree, node, 'number') ? readNumber(text, grammar.octal) : undefined;
  if (number) parts.push(alike ? '#' : `#${number.normal}`);
  else parts.push(`${tree.kind[node]}:${field} ${JSON.stringify(grammar.quotes ? requoted(text) : text)}`);
}

/** A string in `"`, where that needs no other change. */
function requoted(text: string): string {
  return text.replace(/^(\w*)'([^'"\\]*)'$/, '$1"$2"');
}

/** Leaves out a comma between the last item of a list and the closing bracket; a list of one may need it to be a list. */
function withoutLastCommas(tree: SyntaxTree, nodes: readonly number[]): readonly number[] {
  const isComma = (node: number) => kindOf(tree, node) === ',';
  const isClosing = (node: number | undefined) => node !== undefined && /^[)\]}]$/.test(kindOf(tree, node));
  const first = nodes.findIndex(isComma);
  return nodes.filter((node, at) => at <= first || !isComma(node) || !isClosing(nodes[at + 1]));
}
