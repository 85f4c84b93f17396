import { childIn, fieldOf, is, kindOf, type SyntaxTree, textOf } from '../syntax-tree.ts';

/** Fields that hold a name, in the node whose field of that name holds a value. */
const names: Readonly<Record<string, readonly string[]>> = {
  value: ['name', 'declarator', 'pattern', 'key', 'field'],
  default_value: ['declarator'],
  right: ['left'],
};

/** The name of the constant, variable, parameter or property whose value a node is, or is part of. */
export function ownerOf(tree: SyntaxTree, node: number): string | undefined {
  for (let at = node; at > 0 && !is(tree, at, 'block'); at = tree.parent[at] as number) {
    const around = tree.parent[at] as number;
    if (isOperation(tree, around)) continue;
    const owner = (names[fieldOf(tree, at)] ?? []).map((field) => childIn(tree, around, field)).find(Number.isInteger);
    if (owner !== undefined) return /^[\w$.]+$/.exec(textOf(tree, owner))?.[0];
  }
  return undefined;
}

/** Whether a node has two sides of which neither is the name of the other. */
function isOperation(tree: SyntaxTree, node: number): boolean {
  return kindOf(tree, node) === 'field_expression' || (is(tree, node, 'binary') && !/assign/.test(kindOf(tree, node)));
}
