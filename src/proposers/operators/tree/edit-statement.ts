import { refuse } from '../../../api/attempt.ts';
import type { Proposal, Proposer, Request } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, partsOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { type Site, sitesOf } from '../../../language/tree-site.ts';
import { cutOf, insertBefore } from '../../../language/tree-statement.ts';
import { childOf } from '../../child.ts';
import { isNeeded, isVisible, isWithin, namesNeeded } from './names.ts';

/** Deletes a statement, or moves it to another place. */
export const editStatement: Proposer = {
  name: 'edit-statement',
  propose(request) {
    const sites = sitesOf(request.parent.program, (tree, node) => is(tree, node, 'statement'));
    const free = sites.filter(({ tree, node }) => isFree(tree, node));
    if (free.length === 0) return refuse('no-site', 'the program has no statements that may change');
    const site = request.random.pick(free);
    return request.random.next() < 0.5 ? remove(request, site) : move(request, site, sites);
  },
};

/** A block keeps at least one statement, and a function what it returns at its end. */
function isFree(tree: SyntaxTree, node: number): boolean {
  const siblings = partsOf(tree, tree.parent[node] as number);
  const isLast = siblings.at(-1) === node;
  return siblings.length > 1 && !(isLast && textOf(tree, node).startsWith('return'));
}

function remove(request: Request, { tree, node, file }: Site): Proposal {
  if (isNeeded(tree, node)) return refuse('no-site', 'what the statement declares is used after it');
  return childOf(request, file.name, [cutOf(tree, node)], `delete ${quote(textOf(tree, node))}`);
}

function move(request: Request, { tree, node, file }: Site, sites: readonly Site[]): Proposal {
  const targets = targetsOf(
    tree,
    node,
    sites.filter((target) => target.file === file).map((target) => target.node),
  );
  if (targets.length === 0) return refuse('no-site', 'there is nowhere else for the statement');
  const target = request.random.pick(targets);
  const edits = [cutOf(tree, node), insertBefore(tree, node, target)];
  return childOf(request, file.name, edits, `move ${quote(textOf(tree, node))} before ${quote(textOf(tree, target))}`);
}

const jump = /^(?:return|break|continue|goto|pass|fallthrough)\b/;

/** Statements that another can stand before: what it reads is known there, and what it declares is where it is used. */
function targetsOf(tree: SyntaxTree, node: number, statements: readonly number[]): readonly number[] {
  if (jump.test(textOf(tree, node))) return [];
  const block = tree.parent[node] as number;
  const following = tree.next[node] as number;
  const names = namesNeeded(tree, node);
  const staysEarly = isNeeded(tree, node);
  return statements.filter((target) => {
    const isElsewhere = !isWithin(tree, target, node) && target !== following;
    const isSeen = !staysEarly || (tree.parent[target] === block && target < node);
    return isElsewhere && isSeen && names.every((name) => isVisible(tree, name, target));
  });
}
