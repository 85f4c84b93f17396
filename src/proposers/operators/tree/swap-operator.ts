import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, kindOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { families } from '../../../language/tree-expression.ts';
import { sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';

/** Swaps an arithmetic, comparison, logical or assignment operator for a related one that the language has. */
export const swapOperator: Proposer = {
  name: 'swap-operator',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(request.parent.program, (tree, node) => othersOf(tree, node).length > 0);
    if (sites.length === 0) return refuse('no-site', 'the program has no operators that may change');
    const { tree, node, file } = random.pick(sites);
    const text = random.pick(othersOf(tree, node));
    const around = tree.parent[node] as number;
    const [start, end] = [tree.start[node] as number, tree.end[node] as number];
    const isSide = is(tree, around, 'value') && is(tree, tree.parent[around] as number, 'binary');
    const edits = isSide ? [...inParentheses(tree, around), { start, end, text }] : [{ start, end, text }];
    return childOf(
      request,
      file.name,
      edits,
      `${textOf(tree, node)} becomes ${text} in ${quote(textOf(tree, around))}`,
    );
  },
};

/** Operators that can stand for this one; none for what is no operator between two sides. */
function othersOf(tree: SyntaxTree, node: number): readonly string[] {
  if (is(tree, node, 'named') || !is(tree, tree.parent[node] as number, 'binary')) return [];
  const operator = kindOf(tree, node);
  const family = families.find((one) => one.includes(operator)) ?? [];
  return family.filter((other) => other !== operator && tree.kinds.includes(other));
}

/** Another operator could bind less than the one around it. */
function inParentheses({ start, end }: SyntaxTree, node: number) {
  const at = (offset: number, text: string) => ({ start: offset, end: offset, text });
  return [at(start[node] as number, '('), at(end[node] as number, ')')];
}
