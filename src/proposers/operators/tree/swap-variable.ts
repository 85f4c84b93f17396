import { refuse } from '../../../api/attempt.ts';
import type { Proposer, Request } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { is, kindOf, regionOf, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { expressionsFor, sortOf } from '../../../language/tree-expression.ts';
import { type Site, sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';
import { fieldsFor } from './fields-for.ts';
import { isVisible, namesNeeded } from './names.ts';

/** Reads another variable or field that is known there and is likely to hold the same kind of value. */
export const swapVariable: Proposer = {
  name: 'swap-variable',
  propose(request) {
    const { random, parent } = request;
    const sites = sitesOf(parent.program, isVariable);
    if (sites.length === 0) return refuse('no-site', 'the program reads no variables that may change');
    const site = random.pick(sites);
    const { tree, node, file } = site;
    const others = othersOf(site, request);
    if (others.length === 0) return refuse('no-site', 'no other variable could stand for the one that was drawn');
    const text = random.pick(others);
    const summary = `read ${text} for ${textOf(tree, node)} in ${quote(textOf(tree, tree.parent[node] as number))}`;
    return childOf(request, file.name, [{ ...regionOf(tree, node), text }], summary);
  },
};

const member = /^(?:attribute|field_expression|selector_expression)$/;

/** A name or a field where its value is used. */
function isVariable(tree: SyntaxTree, node: number): boolean {
  return is(tree, node, 'value') && (is(tree, node, 'name') || member.test(kindOf(tree, node)));
}

function othersOf(site: Site, request: Request): readonly string[] {
  const { tree, node, file } = site;
  const sort = sortOf(tree, node);
  const same = expressionsFor(site, request.parent.program).filter((other) => isVariable(other.tree, other.node));
  const known = same.filter((other) => other.file === file && sortOf(tree, other.node) === sort);
  const seen = known.filter((other) => namesNeeded(tree, other.node).every((name) => isVisible(tree, name, node)));
  const texts = new Set([...seen.map((other) => textOf(tree, other.node)), ...fieldsFor(site, request)]);
  texts.delete(textOf(tree, node));
  return [...texts];
}
