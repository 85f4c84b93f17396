import { derive } from '../../../language/derive.ts';
import { fieldOf, is, kindOf, nodesWith, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';

/** A place that makes a name known. */
interface Declaration {
  readonly name: string;
  readonly node: number;
  /** The node that it is seen in. */
  readonly scope: number;
  /** The assignment or declaration around it; its own value cannot use the name yet. */
  readonly whole: number;
}

/** Kinds of nodes that make the names in some of their fields known. */
const declaring = /parameter|declarator|_definition$|_declaration$|_item$|_spec$|pattern|for_range_loop|catch_clause/;
const declaredFields = new Set(['', 'name', 'pattern', 'declarator', 'left']);
/** Nodes inside a target that do not use what they hold. */
const transparent = /pattern|declarator|_list$/;

/** Declarations of a file by name. Rules of scope differ between languages; these hold in all of them. */
const declarationsOf: (tree: SyntaxTree) => ReadonlyMap<string, readonly Declaration[]> = derive((tree) => {
  const names = nodesWith(tree, 'name').filter((node) => isDeclared(tree, node));
  return Map.groupBy(
    names.map((node) => declarationAt(tree, node)),
    ({ name }) => name,
  );
});

/** Whether a name is declared or assigned where it stands. */
export function isDeclared(tree: SyntaxTree, node: number): boolean {
  const around = tree.parent[node] as number;
  if (declaring.test(kindOf(tree, around)) && declaredFields.has(fieldOf(tree, node))) return true;
  return targetAround(tree, node) !== undefined;
}

/** The assignment's target that a name is, or is a part of. */
function targetAround(tree: SyntaxTree, node: number): number | undefined {
  let at = node;
  while (!is(tree, at, 'target') && transparent.test(kindOf(tree, tree.parent[at] as number)))
    at = tree.parent[at] as number;
  return is(tree, at, 'target') ? at : undefined;
}

function declarationAt(tree: SyntaxTree, node: number): Declaration {
  const scope = scopeAround(tree, node);
  const isOwnName = is(tree, scope, 'function') && nameOf(tree, scope) === node;
  const whole = tree.parent[targetAround(tree, node) ?? node] as number;
  return { name: textOf(tree, node), node, scope: isOwnName ? scopeAround(tree, scope) : scope, whole };
}

/** The nearest node around another whose declarations are not seen outside. */
function scopeAround(tree: SyntaxTree, node: number): number {
  let at = tree.parent[node] as number;
  while (at > 0 && !is(tree, at, 'scope')) at = tree.parent[at] as number;
  return at;
}

/** The node with the name of a function, or of another definition: its first name where no field tells. */
export function nameOf(tree: SyntaxTree, definition: number): number | undefined {
  const end = tree.next[definition] as number;
  for (let node = definition + 1; node < end; node++) {
    const field = fieldOf(tree, node);
    if (field === 'body') return undefined;
    if ((field === 'name' || field === 'declarator') && tree.next[node] === node + 1) return node;
  }
  return nodesWith(tree, 'name', definition + 1, end)[0];
}

/** Whether a node stands inside another, or is it. */
export function isWithin(tree: SyntaxTree, node: number, around: number): boolean {
  return around <= node && node < (tree.next[around] as number);
}

/** Whether a name can be read at a node: it is declared before, or nowhere in the file. */
export function isVisible(tree: SyntaxTree, name: string, at: number): boolean {
  return !declarationsOf(tree).has(name) || isDeclaredBefore(tree, name, at);
}

/** Whether a name is declared before a node, where the node can see it. */
export function isDeclaredBefore(tree: SyntaxTree, name: string, at: number): boolean {
  const declarations = declarationsOf(tree).get(name) ?? [];
  return declarations.some((one) => isBefore(tree, one, at) && isWithin(tree, at, one.scope));
}

function isBefore(tree: SyntaxTree, { node, whole, scope }: Declaration, at: number): boolean {
  const isLoop = is(tree, whole, 'branch'); // its body is inside it
  return (
    (tree.start[node] as number) < (tree.start[at] as number) &&
    (isLoop || whole === scope || !isWithin(tree, at, whole))
  );
}

/** The names in a part of a tree that come from outside it. */
export function namesNeeded(tree: SyntaxTree, part: number): readonly string[] {
  const names = nodesWith(tree, 'name', part, tree.next[part]);
  const own = new Set(names.filter((node) => isDeclared(tree, node)).map((node) => textOf(tree, node)));
  const all = [...new Set(names.map((node) => textOf(tree, node)))];
  return all.filter((name) => !own.has(name) || isVisible(tree, name, part)); // an assignment may write to what is there
}

/** Whether something after a part of a tree reads a name that is declared in that part and not before. */
export function isNeeded(tree: SyntaxTree, part: number): boolean {
  const own = [...declarationsOf(tree).values()].flat().filter(({ node }) => isWithin(tree, node, part));
  if (own.length === 0) return false;
  const read = new Set(nodesWith(tree, 'name', tree.next[part]).map((node) => textOf(tree, node)));
  return own.some(({ name, scope }) => !isWithin(tree, scope, part) && !isVisible(tree, name, part) && read.has(name));
}
