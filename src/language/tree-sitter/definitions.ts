import type { Definition } from '../language.ts';
import type { Region } from '../source.ts';
import { childIn, childrenOf, is, kindOf, partsOf, type SyntaxTree, textOf } from '../syntax-tree.ts';

/** What functions are defined in, and whose name is a part of theirs, in the grammars of most languages. */
const containers = /^(?:class|struct|union|impl|trait|mod|module|namespace|interface|object)_/;
/** What stands around a definition and belongs to it. */
const wrappers = /^(?:decorated_definition|template_declaration|export_statement)$/;
/** What stands before a definition and belongs to it. */
const attributes = /^attribute_item$/;

/** All functions and classes of a tree that have names. */
export function definitionsIn(tree: SyntaxTree): readonly Definition[] {
  const found: Definition[] = [];
  const paths: (readonly string[])[] = [[]];
  for (let node = 1; node < tree.length; node++) {
    const around = paths[tree.parent[node] as number] as readonly string[];
    const words = isDefinition(tree, node) ? wordsOf(tree, node) : [];
    const path = words.length > 0 ? [...around, ...words] : around;
    paths[node] = path;
    if (path !== around && !kindOf(tree, node).startsWith('impl_'))
      found.push({ name: path.join('.'), kind: kindIn(tree, node), ...wholeOf(tree, node) });
  }
  return found;
}

const kindIn = (tree: SyntaxTree, node: number) => (is(tree, node, 'function') ? 'function' : 'class');

function isDefinition(tree: SyntaxTree, node: number): boolean {
  if (is(tree, node, 'function')) return true;
  return is(tree, node, 'named') && containers.test(kindOf(tree, node)) && childIn(tree, node, 'body') !== undefined;
}

/** The words of the name that a definition has by itself: those of `Tree::insert` are `Tree` and `insert`. */
function wordsOf(tree: SyntaxTree, node: number): readonly string[] {
  const receiver = childIn(tree, node, 'receiver');
  const named = childIn(tree, node, 'name') ?? declared(tree, node) ?? childIn(tree, node, 'type');
  if (named === undefined) return [];
  const words = textOf(tree, named)
    .replace(/<.*$/s, '')
    .split(/::|\./)
    .map((word) => word.replace(/[^\w$]/g, ''));
  return [...(receiver === undefined ? [] : typeOf(textOf(tree, receiver))), ...words.filter(Boolean)];
}

/** The type of a receiver, as `T` in `(tree *T[Key])`. */
function typeOf(receiver: string): readonly string[] {
  return /(\w+)\s*(?:\[.*\])?\s*,?\s*\)$/s.exec(receiver)?.slice(1) ?? [];
}

/** What stands innermost in a declarator, as `f` in `*f(int)`. */
function declared(tree: SyntaxTree, node: number): number | undefined {
  const inner = childIn(tree, node, 'declarator');
  if (inner !== undefined) return declared(tree, inner);
  if (kindOf(tree, node) === 'reference_declarator') return declared(tree, partsOf(tree, node).at(-1) ?? node);
  return is(tree, node, 'function') || containers.test(kindOf(tree, node)) ? undefined : node;
}

/** A definition with what belongs to it. */
function wholeOf(tree: SyntaxTree, node: number): Region {
  const around = tree.parent[node] as number;
  if (wrappers.test(kindOf(tree, around))) return wholeOf(tree, around);
  const siblings = childrenOf(tree, around);
  let first = siblings.indexOf(node);
  while (first > 0 && attributes.test(kindOf(tree, siblings[first - 1] as number))) first--;
  return { start: tree.start[siblings[first] as number] as number, end: tree.end[node] as number };
}
