import { refuse } from '../../../api/attempt.ts';
import type { Random } from '../../../api/program.ts';
import type { Candidate, Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, regionOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { expressionsFor, fitted, sortOf } from '../../../language/tree-expression.ts';
import { type Site, sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';
import { isVisible, namesNeeded } from './names.ts';

const isValue = (tree: SyntaxTree, node: number) => is(tree, node, 'value') && !is(tree, node, 'parentheses');

/** Expressions that are tried for a place before it is given up. */
const tries = 30;

/**
 * Replaces an expression by another of its sort, from anywhere in the program or in another one, that reads only names
 * that are known there.
 */
export const replaceExpression: Proposer = {
  name: 'replace-expression',
  propose(request) {
    const { random, parent, inspirations } = request;
    const sites = sitesOf(parent.program, isValue);
    if (sites.length === 0) return refuse('no-site', 'the program has no expressions that may change');
    const site = random.pick(sites);
    const from = inspirations.length > 0 && random.next() < 0.3 ? random.pick(inspirations) : parent;
    const donor = someDonor(site, from, random);
    if (!donor) return refuse('no-site', 'no expression can stand for the one that was drawn');
    const { tree, node, file } = site;
    const text = fitted(donor, tree, node);
    const edit = { ...regionOf(tree, node), text };
    const origin = from === parent ? '' : ` of #${from.number}`;
    const summary = `replace ${quote(textOf(tree, node))} by ${quote(text)}${origin}`;
    return childOf(request, file.name, [edit], summary, from === parent ? undefined : from.number);
  },
};

function someDonor(site: Site, { program }: Candidate, random: Random): Site | undefined {
  const { tree, node } = site;
  const sort = sortOf(tree, node);
  const donors = expressionsFor(site, program).filter((donor) => sortOf(donor.tree, donor.node) === sort);
  for (let draw = 0; draw < Math.min(tries, donors.length); draw++) {
    const donor = random.pick(donors);
    const fits = namesNeeded(donor.tree, donor.node).every((name) => isVisible(tree, name, node));
    if (fits && textOf(donor.tree, donor.node) !== textOf(tree, node)) return donor;
  }
  return undefined;
}
