import type { Program } from '../../api/program.ts';
import { derive } from '../derive.ts';
import { sourcesOf } from '../program.ts';
import { type Region, regionsOf } from './blocks.ts';
import { forEachChild, type Node } from './node.ts';
import { parse } from './parse.ts';

const branches = new Set([
  ...['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause'],
  ...['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement'],
]);
const calls = new Set(['CallExpression', 'NewExpression']);

/**
 * Measures for descriptors, counted in the evolvable part of a program: `size` (nodes of the syntax tree),
 * `branches` (decisions and loops), `calls`, and `literals` (numbers).
 */
export const measureProgram: (program: Program) => Readonly<Record<string, number>> = derive((program) => {
  const counts = { size: 0, branches: 0, calls: 0, literals: 0 };
  const regions = regionsOf(program);
  const visit = (node: Node, inside: readonly Region[]): void => {
    if (inside.some(({ start, end }) => start <= node.start && node.end <= end)) count(counts, node);
    forEachChild(node, (child) => visit(child, inside));
  };
  for (const file of sourcesOf(program)) visit(parse(file).program, regions[file.name] ?? []);
  return counts;
});

function count(
  counts: { size: number; branches: number; calls: number; literals: number },
  { type, value }: Node,
): void {
  counts.size++;
  if (branches.has(type)) counts.branches++;
  if (calls.has(type)) counts.calls++;
  if (type === 'Literal' && typeof value === 'number') counts.literals++;
}
