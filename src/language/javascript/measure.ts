import type { Measures } from '../language.ts';
import type { Region, SourceFile } from '../source.ts';
import { forEachChild, type Node } from './node.ts';
import { parse } from './parse.ts';
import { isInside } from './place.ts';

const branches = new Set([
  ...['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'],
  ...['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'],
]);
const calls = new Set(['CallExpression', 'NewExpression']);

/** Counts nodes of a file's syntax tree inside regions. */
export function measure(file: SourceFile, regions: readonly Region[]): Measures {
  const counts = { size: 0, branches: 0, calls: 0, literals: 0 };
  const visit = (node: Node): void => {
    if (isInside(node, regions)) count(counts, node);
    forEachChild(node, visit);
  };
  visit(parse(file).program);
  return counts;
}

function count(
  counts: { size: number; branches: number; calls: number; literals: number },
  { type, value }: Node,
): void {
  counts.size++;
  if (branches.has(type)) counts.branches++;
  if (calls.has(type)) counts.calls++;
  if (type === 'Literal' && typeof value === 'number') counts.literals++;
}
