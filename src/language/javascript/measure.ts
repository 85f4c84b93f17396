import type { Files } from '../../api/program.ts';
import { type Region, regionsOf } from './blocks.ts';
import { childrenOf, type Node, parse } from './parse.ts';

const branches = new Set([
  ...['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'],
  ...['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'],
]);
const calls = new Set(['CallExpression', 'NewExpression']);

/**
 * What descriptors can be made of, counted in the evolvable part of a program: `size` (nodes of the syntax tree),
 * `branches` (decisions and loops), `calls`, and `literals` (numbers).
 */
export function measureProgram(files: Files): Readonly<Record<string, number>> {
  const counts = { size: 0, branches: 0, calls: 0, literals: 0 };
  const regions = regionsOf(files);
  const visit = (node: Node, inside: readonly Region[]): void => {
    if (inside.some(({ start, end }) => start <= node.start && node.end <= end)) count(counts, node);
    for (const [, child] of childrenOf(node)) visit(child, inside);
  };
  for (const [name, text] of Object.entries(files)) visit(parse(text, name).program, regions[name] ?? []);
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
