import { childrenOf, is, kindOf, type SyntaxTree } from '../syntax-tree.ts';

/**
 * What the grammar of Python lets pass: a block without statements, and statements of one block or parts of one
 * statement (`else`, `except`) in different columns.
 */
export function indentationFaults(tree: SyntaxTree): readonly string[] {
  const faults: string[] = [];
  const indents = indentsIn(tree.text);
  const columns = new Map<number, string>([[0, '']]);
  for (let node = 1; node < tree.length; node++) {
    if (is(tree, node, 'block') && isEmpty(tree, node)) faults.push(at(tree, node, 'expected an indented block'));
    const indent = indents.get(tree.start[node] as number);
    if (indent === undefined) continue;
    const wanted = columnOf(tree, node, indents, columns) ?? indent;
    if (indent !== wanted) faults.push(at(tree, node, 'unexpected indentation'));
  }
  return faults;
}

/** The blanks at the beginning of each line, by the offset of what stands after them. */
function indentsIn(text: string): ReadonlyMap<number, string> {
  const blanks = text.matchAll(/^[^\S\r\n]*(?=\S)/gm);
  return new Map([...blanks].map(({ 0: indent, index }) => [index + indent.length, indent]));
}

/** A docstring is enough. */
function isEmpty(tree: SyntaxTree, block: number): boolean {
  return childrenOf(tree, block).every((child) => kindOf(tree, child) === 'comment' || !is(tree, child, 'named'));
}

/** What must stand before a node on its line; undefined where that is free. The first of a block decides for it. */
function columnOf(
  tree: SyntaxTree,
  node: number,
  indents: ReadonlyMap<number, string>,
  columns: Map<number, string>,
): string | undefined {
  const around = tree.parent[node] as number;
  const start = (at: number) => indents.get(tree.start[at] as number);
  if (!is(tree, node, 'named') || is(tree, node, 'comment')) return undefined;
  if (kindOf(tree, node).endsWith('_clause') && is(tree, around, 'statement')) return start(around);
  if (!is(tree, around, 'block')) return undefined;
  const first = columns.get(around) ?? start(node) ?? '';
  columns.set(around, first);
  return first;
}

function at({ text, start }: SyntaxTree, node: number, what: string): string {
  return `line ${text.slice(0, start[node]).split('\n').length}: ${what}`;
}
