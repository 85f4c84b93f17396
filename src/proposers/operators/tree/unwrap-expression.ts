import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { childrenOf, fieldOf, is, regionOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { fitted } from '../../../language/tree-expression.ts';
import { sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';

/** Replaces an expression by one that it is made of, such as `int(count[word])` by `count[word]` or `a + 1` by `a` (hoist mutation: Kinnear 1993). */
export const unwrapExpression: Proposer = {
  name: 'unwrap-expression',
  propose(request) {
    const { random, parent } = request;
    const sites = sitesOf(parent.program, (tree, node) => isWhole(tree, node) && partsIn(tree, node).length > 0);
    if (sites.length === 0) return refuse('no-site', 'the program has no expressions that are made of others');
    const site = random.pick(sites);
    const { file, tree, node } = site;
    const text = fitted({ ...site, node: random.pick(partsIn(tree, node)) }, tree, node);
    const summary = `replace ${quote(textOf(tree, node))} by ${quote(text)}`;
    return childOf(request, file.name, [{ ...regionOf(tree, node), text }], summary);
  },
};

const isWhole = (tree: SyntaxTree, node: number) => is(tree, node, 'value') && !is(tree, node, 'parentheses');

/** The expressions next below one: its operands or arguments, and not what it calls. */
function partsIn(tree: SyntaxTree, node: number): readonly number[] {
  const below = childrenOf(tree, node).filter((child) => !/^(?:function|macro|type)$/.test(fieldOf(tree, child)));
  return below.flatMap((child) => (isWhole(tree, child) ? [child] : partsIn(tree, child)));
}
