import { derive } from './derive.ts';
import type { Region } from './source.ts';

/**
 * A syntax tree as a table: node n is row n, in the order of the text, each node before those inside it. Row 0 is the
 * whole file. Offsets are UTF-16 units, as those of strings.
 */
export interface SyntaxTree {
  readonly text: string;
  /** How many nodes there are. */
  readonly length: number;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** The row of the node around it; of the root, its own. */
  readonly parent: Uint32Array;
  /** The row after the last one inside it: where its next sibling begins, if it has one. */
  readonly next: Uint32Array;
  /** What it is in its grammar, such as `binary_expression` or `+`: an index into `kinds`. */
  readonly kind: Uint16Array;
  readonly kinds: readonly string[];
  /** What it is to the node around it, such as `condition`: an index into `fields`; 0 where that has no name. */
  readonly field: Uint8Array;
  readonly fields: readonly string[];
  /** What it is in any language: a sum of `roles`. */
  readonly role: Uint32Array;
}

/** What nodes are for operators, measures and keys, whatever the language. */
export const roles = {
  /** A node of the grammar, and not a sign or a keyword alone. */
  named: 1,
  comment: 2,
  /** A number, without its sign. */
  number: 4,
  string: 8,
  /** The name of a variable or function where it stands for that, and not for a field, a type or a label. */
  name: 16,
  /** Holds a list of statements. */
  block: 32,
  /** One of a list of statements that can be moved or deleted. */
  statement: 64,
  /** The definition of a function that has a name. */
  function: 128,
  /** A decision or a loop. */
  branch: 256,
  call: 512,
  /** Two sides with an operator between them. */
  binary: 1024,
  /** An expression that another one can stand for. */
  value: 2048,
  /** An expression that decides a branch. */
  condition: 4096,
  /** What is declared in it is not seen outside. */
  scope: 8192,
  /** An expression in parentheses. */
  parentheses: 16_384,
  /** All that a constant holds. */
  constant: 32_768,
  /** What an assignment writes to. */
  target: 65_536,
  /** A type, and all in it. */
  type: 131_072,
} as const;

export type Role = keyof typeof roles;

/** Whether a node has a role. */
export function is(tree: SyntaxTree, node: number, role: Role): boolean {
  return ((tree.role[node] as number) & roles[role]) !== 0;
}

/** All nodes with a role, in the order of the text; from one node on and before another, where these are given. */
export function nodesWith(tree: SyntaxTree, role: Role, from = 0, to = tree.length): readonly number[] {
  const found: number[] = [];
  for (let node = from; node < to; node++) if (is(tree, node, role)) found.push(node);
  return found;
}

/** Remembers the list of each node: every one of thousands of siblings asks for that of the node around them. */
function remembered(
  find: (tree: SyntaxTree, node: number) => readonly number[],
): (tree: SyntaxTree, node: number) => readonly number[] {
  const listsOf = derive((_: SyntaxTree) => new Map<number, readonly number[]>());
  return (tree, node) => {
    const lists = listsOf(tree);
    const list = lists.get(node) ?? find(tree, node);
    lists.set(node, list);
    return list;
  };
}

/** The nodes directly inside a node, in the order of the text. */
export const childrenOf = remembered((tree, node) => {
  const found: number[] = [];
  const end = tree.next[node] as number;
  for (let child = node + 1; child < end; child = tree.next[child] as number) found.push(child);
  return found;
});

/** The node directly inside another in a field of that name. */
export function childIn(tree: SyntaxTree, node: number, field: string): number | undefined {
  return childrenOf(tree, node).find((child) => fieldOf(tree, child) === field);
}

/** The children that are nodes of the grammar, without comments. */
export const partsOf = remembered((tree, node) =>
  childrenOf(tree, node).filter((child) => is(tree, child, 'named') && !is(tree, child, 'comment')),
);

/** Where a node stands in the text. */
export function regionOf({ start, end }: SyntaxTree, node: number): Region {
  return { start: start[node] as number, end: end[node] as number };
}

export function textOf(tree: SyntaxTree, node: number): string {
  return tree.text.slice(tree.start[node], tree.end[node]);
}

/** Name of a node's kind, such as `call`. */
export function kindOf(tree: SyntaxTree, node: number): string {
  return tree.kinds[tree.kind[node] as number] as string;
}

/** Name of the field of the node around it that holds a node; empty where it has none. */
export function fieldOf(tree: SyntaxTree, node: number): string {
  return tree.fields[tree.field[node] as number] as string;
}
