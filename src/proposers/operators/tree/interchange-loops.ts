import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { type Edit, quote } from '../../../language/edit.ts';
import {
  childIn,
  childrenOf,
  is,
  kindOf,
  nodesWith,
  partsOf,
  type SyntaxTree,
  textOf,
} from '../../../language/syntax-tree.ts';
import { sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';
import { isDeclared, isWithin } from './names.ts';

/**
 * Interchanges two loops, one of which is all that the other one does, where the inner one does not depend on what the
 * outer one counts (Allen and Kennedy, Optimizing Compilers for Modern Architectures, 2001).
 */
export const interchangeLoops: Proposer = {
  name: 'interchange-loops',
  propose(request) {
    const nests = sitesOf(request.parent.program, isLoop).flatMap(({ file, tree, node }) => {
      const inner = innerLoop(tree, node);
      return inner === undefined || depends(tree, inner, node) ? [] : [{ file, tree, node, inner }];
    });
    if (nests.length === 0) return refuse('no-site', 'the program has no nested loops that could change places');
    const { file, tree, node, inner } = request.random.pick(nests);
    const [first, second] = [header(tree, node), header(tree, inner)];
    const edits = [
      { ...first, text: second.text },
      { ...second, text: first.text },
    ];
    return childOf(request, file.name, edits, `put ${quote(second.text)} around ${quote(first.text)}`);
  },
};

/** A loop over items or numbers. */
function isLoop(tree: SyntaxTree, node: number): boolean {
  return is(tree, node, 'branch') && kindOf(tree, node).startsWith('for_');
}

/** The loop that is all of a loop's body. */
function innerLoop(tree: SyntaxTree, loop: number): number | undefined {
  const body = childIn(tree, loop, 'body');
  if (body === undefined) return undefined;
  const [only, ...others] = isLoop(tree, body) ? [body] : statementsIn(tree, body);
  return only !== undefined && others.length === 0 && isLoop(tree, only) ? only : undefined;
}

/** Statements of a block. Go has a list inside the block, and Rust wraps a loop that stands as a statement. */
function statementsIn(tree: SyntaxTree, block: number): readonly number[] {
  return partsOf(tree, block).flatMap((part) => {
    if (is(tree, part, 'block')) return statementsIn(tree, part);
    return kindOf(tree, part) === 'expression_statement' ? (partsOf(tree, part)[0] ?? part) : part;
  });
}

/** The text of a loop without its body. */
function header(tree: SyntaxTree, loop: number): Edit {
  const body = childIn(tree, loop, 'body') as number;
  const before = childrenOf(tree, loop).filter((child) => child < body);
  const [start, end] = [tree.start[loop] as number, tree.end[before.at(-1) as number] as number];
  return { start, end, text: tree.text.slice(start, end) };
}

/** Whether the header of an inner loop reads what the header of an outer one writes. */
function depends(tree: SyntaxTree, inner: number, outer: number): boolean {
  const names = (loop: number) => {
    const body = childIn(tree, loop, 'body') as number;
    return nodesWith(tree, 'name').filter((node) => isWithin(tree, node, loop) && node < body);
  };
  const written = new Set(names(outer).flatMap((node) => (isDeclared(tree, node) ? [textOf(tree, node)] : [])));
  return names(inner).some((node) => written.has(textOf(tree, node)));
}
