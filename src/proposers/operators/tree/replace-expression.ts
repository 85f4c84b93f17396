import { refuse } from '../../../api/attempt.ts';
import type { Random } from '../../../api/program.ts';
import type { Candidate, Proposal, Proposer, Request } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, regionOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { expressionsFor, fitted, sortOf } from '../../../language/tree-expression.ts';
import { type Site, sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';
import { fieldsFor } from './fields-for.ts';
import { isVisible, namesNeeded } from './names.ts';
import { someExpression } from './some-expression.ts';

const isValue = (tree: SyntaxTree, node: number) => is(tree, node, 'value') && !is(tree, node, 'parentheses');

/** Expressions that are tried for a place before it is given up. */
const tries = 30;

/**
 * Replaces an expression by another of its sort that reads only names that are known there: from anywhere in the program
 * or in another one, or a small random one of numbers.
 */
export const replaceExpression: Proposer = {
  name: 'replace-expression',
  propose(request) {
    const { random, parent, inspirations } = request;
    const sites = sitesOf(parent.program, isValue);
    if (sites.length === 0) return refuse('no-site', 'the program has no expressions that may change');
    const site = random.pick(sites);
    const fields = fieldsFor(site, request);
    if (fields.length > 0 && random.next() < fieldShare) return replaced(request, site, random.pick(fields));
    if (sortOf(site.tree, site.node) === 'number' && random.next() < freshShare)
      return replaced(request, site, someExpression(site, request, 2));
    const from = inspirations.length > 0 && random.next() < 0.3 ? random.pick(inspirations) : parent;
    const donor = someDonor(site, from, random);
    if (!donor) return refuse('no-site', 'no expression can stand for the one that was drawn');
    const text = fitted(donor, site.tree, site.node);
    return from === parent ? replaced(request, site, text) : replaced(request, site, text, from.number);
  },
};

/** How often a number becomes a field of a parameter, where the program declares any. */
const fieldShare = 0.25;
/** How often a number becomes an expression that no program has yet. */
const freshShare = 0.3;

function replaced(request: Request, { tree, node, file }: Site, text: string, mate?: number): Proposal {
  const origin = mate === undefined ? '' : ` of #${mate}`;
  const summary = `replace ${quote(textOf(tree, node))} by ${quote(text)}${origin}`;
  return childOf(request, file.name, [{ ...regionOf(tree, node), text }], summary, mate);
}

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
