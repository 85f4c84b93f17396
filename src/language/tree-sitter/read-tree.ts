import { is, nodesWith, partsOf, roles, type SyntaxTree } from '../syntax-tree.ts';
import type { RoleOf } from './grammar.ts';
import type { GrammarNames } from './protocol.ts';
import type { Rows } from './walk.ts';

/** The tree of a text, with the roles of all nodes. */
export function readTree(text: string, rows: Rows, { kinds, fields }: GrammarNames, roleOf: RoleOf): SyntaxTree {
  const tree = { ...rows, text, kinds, fields, role: new Uint32Array(rows.length) };
  for (let node = 0; node < tree.length; node++) assign(tree, node, roleOf);
  for (const node of nodesWith(tree, 'string')) if (isNote(tree, node)) makeComment(tree, tree.parent[node] as number);
  return tree;
}

function assign(tree: SyntaxTree, node: number, roleOf: RoleOf): void {
  const around = tree.parent[node] as number;
  let role = roleOf(tree.kind[node] as number, tree.field[node] as number, tree.kind[around] as number);
  if (is(tree, around, 'comment')) role = roles.comment;
  if (is(tree, around, 'type') || role & roles.type) role = (role & roles.named) | roles.type;
  if (!is(tree, around, 'block')) role &= ~roles.statement;
  if (is(tree, around, 'target')) role &= ~roles.value;
  tree.role[node] = role;
}

/** Whether a string is all of a statement, as a docstring is, and computes nothing. */
function isNote(tree: SyntaxTree, node: number): boolean {
  const around = tree.parent[node] as number;
  if (!is(tree, around, 'statement') || partsOf(tree, around).length > 1) return false;
  for (let inside = node; inside < (tree.next[node] as number); inside++) if (is(tree, inside, 'name')) return false;
  return true;
}

function makeComment(tree: SyntaxTree, node: number): void {
  tree.role.fill(roles.comment | roles.named, node, tree.next[node]);
}
