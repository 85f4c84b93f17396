import type { Measures } from '../language.ts';
import { readNumber } from '../number.ts';
import type { Region } from '../source.ts';
import { is, type SyntaxTree, textOf } from '../syntax-tree.ts';

/** Counts nodes of the grammar inside regions; comments are none. */
export function measureTree(tree: SyntaxTree, regions: readonly Region[]): Measures {
  const counts = { size: 0, branches: 0, calls: 0, literals: 0 };
  for (let node = 0; node < tree.length; node++) {
    if (!is(tree, node, 'named') || is(tree, node, 'comment') || !isInside(tree, node, regions)) continue;
    counts.size++;
    if (is(tree, node, 'branch')) counts.branches++;
    if (is(tree, node, 'call')) counts.calls++;
    if (is(tree, node, 'number') && readNumber(textOf(tree, node))) counts.literals++;
  }
  return counts;
}

/** Whether a node stands inside one of some regions. */
function isInside(tree: SyntaxTree, node: number, regions: readonly Region[]): boolean {
  const [from, to] = [tree.start[node] as number, tree.end[node] as number];
  return regions.some(({ start, end }) => start <= from && to <= end);
}
