import { is, kindOf, type SyntaxTree, textOf } from '../syntax-tree.ts';

/** What a tree is made of, in the order of the text: numbers are alike, and so are names, but for those that are called. */
export function treeOutline(tree: SyntaxTree): readonly string[] {
  const signs: string[] = [];
  for (let node = 0; node < tree.length; node++) {
    if (is(tree, node, 'comment')) node = (tree.next[node] as number) - 1;
    else if (!is(tree, node, 'parentheses')) signs.push(signOf(tree, node));
  }
  return signs;
}

function signOf(tree: SyntaxTree, node: number): string {
  if (is(tree, node, 'number')) return '#';
  if (is(tree, node, 'name') && !isCalled(tree, node)) return 'x';
  const isLeaf = tree.next[node] === node + 1;
  return isLeaf ? textOf(tree, node) : kindOf(tree, node);
}

function isCalled(tree: SyntaxTree, node: number): boolean {
  const around = tree.parent[node] as number;
  return is(tree, around, 'call') && around + 1 === node;
}
