import type { Edit } from './edit.ts';
import { nodesWith, type SyntaxTree, textOf } from './syntax-tree.ts';

/** Removes a statement, with its lines where nothing else stands on them. */
export function cutOf(tree: SyntaxTree, node: number): Edit {
  const { text } = tree;
  const [start, end] = [tree.start[node] as number, tree.end[node] as number];
  const line = lineStart(text, start);
  const next = text.indexOf('\n', end);
  const isAlone = text.slice(line, start).trim() === '' && next >= 0 && text.slice(end, next).trim() === '';
  return isAlone ? { start: line, end: next + 1, text: '' } : { start, end, text: '' };
}

/** Writes a statement before another, on lines of its own with the same indentation, or on the same line. */
export function insertBefore(tree: SyntaxTree, node: number, target: number): Edit {
  const { text } = tree;
  const start = tree.start[target] as number;
  const indent = text.slice(lineStart(text, start), start);
  if (indent.trim() !== '') return { start, end: start, text: `${textOf(tree, node)} ` };
  return { start, end: start, text: `${indented(tree, node, indent)}\n${indent}` };
}

/** The text of a statement for a line with another indentation; lines that begin in a string stay. */
function indented(tree: SyntaxTree, node: number, indent: string): string {
  const { text } = tree;
  const from = tree.start[node] as number;
  const old = text.slice(lineStart(text, from), from);
  const strings = nodesWith(tree, 'string').filter((string) => string > node && string < (tree.next[node] as number));
  const isText = (offset: number) =>
    strings.some((string) => (tree.start[string] as number) < offset && offset < (tree.end[string] as number));
  return textOf(tree, node).replace(/\n([ \t]*)/g, (line, blanks: string, offset: number) =>
    isText(from + offset + 1) || !blanks.startsWith(old) ? line : `\n${indent}${blanks.slice(old.length)}`,
  );
}

/** The inside of a statement's block, written so that it can stand in the place of the statement. */
export function unwrapped(tree: SyntaxTree, statement: number, block: number): string {
  const start = tree.start[statement] as number;
  return indented(tree, block, tree.text.slice(lineStart(tree.text, start), start));
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
