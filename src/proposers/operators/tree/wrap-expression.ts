import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, regionOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { sortOf } from '../../../language/tree-expression.ts';
import { sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';
import { wrap } from './some-expression.ts';

/** Combines a number with a variable that is known there, a constant or a function of the language. */
export const wrapExpression: Proposer = {
  name: 'wrap-expression',
  propose(request) {
    const { random, parent } = request;
    const sites = sitesOf(parent.program, isComputed);
    if (sites.length === 0) return refuse('no-site', 'the program computes no numbers that may change');
    const site = random.pick(sites);
    const { file, tree, node } = site;
    const text = wrap(textOf(tree, node), site, request);
    const summary = `replace ${quote(textOf(tree, node))} by ${quote(text)}`;
    return childOf(request, file.name, [{ ...regionOf(tree, node), text }], summary);
  },
};

function isComputed(tree: SyntaxTree, node: number): boolean {
  return is(tree, node, 'value') && !is(tree, node, 'parentheses') && sortOf(tree, node) === 'number';
}
