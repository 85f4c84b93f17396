import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, partsOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { fitted, operatorOf } from '../../../language/tree-expression.ts';
import { sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';

/** Operators whose sides mean the same in the other order. */
const commutative = new Set(['+', '*', '==', '!=', '&', '|', '^', '&&', '||', 'and', 'or', 'is', 'is not']);

/** Swaps the two sides of an operator. */
export const swapSides: Proposer = {
  name: 'swap-sides',
  propose(request) {
    const sites = sitesOf(request.parent.program, hasSides);
    if (sites.length === 0) return refuse('no-site', 'the program has no operators whose sides may change places');
    const site = request.random.pick(sites);
    const { tree, file, node } = site;
    const [left = 0, right = 0] = partsOf(tree, node);
    const edit = (place: number, other: number) => {
      return {
        start: tree.start[place] as number,
        end: tree.end[place] as number,
        text: fitted({ ...site, node: other }, tree, place),
      };
    };
    const summary = `swap the sides of ${quote(textOf(tree, node))}`;
    return childOf(request, file.name, [edit(left, right), edit(right, left)], summary);
  },
};

function hasSides(tree: SyntaxTree, node: number): boolean {
  const parts = partsOf(tree, node);
  const isSwappable = is(tree, node, 'binary') && parts.length === 2 && !commutative.has(operatorOf(tree, node));
  return isSwappable && parts.every((part) => is(tree, part, 'value'));
}
