import { refuse } from '../../../api/attempt.ts';
import type { Proposer, Request } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { fitted, inParentheses, isNumeric } from '../../../language/javascript/expression.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';
import { someExpression } from './some-expression.ts';

/** Replaces a numeric expression by a small new one, or by one of its own parts. */
export const replaceExpression: Proposer = {
  name: 'replace-expression',
  propose(request) {
    const sites = sitesOf(request.parent.program, isNumeric);
    if (sites.length === 0) return refuse('no-site', 'the program computes no numbers that may change');
    const site = request.random.pick(sites);
    const text = fitted(shrunk(site, sites, request) ?? someExpression(site.place, request, 2), site.place);
    const { start, end } = site.place.node;
    return childOf(request, site.file.name, [{ start, end, text }], `replace ${quote(textOf(site))} by ${quote(text)}`);
  },
};

/** A numeric part of the expression, which is simpler; undefined where it has none, or by chance. */
function shrunk(site: Site, sites: readonly Site[], { random }: Request): string | undefined {
  const { start, end } = site.place.node;
  const parts = sites.filter(({ file, place }) => file === site.file && isPart(place.node, start, end));
  if (parts.length === 0 || random.next() < 0.4) return undefined;
  return inParentheses(textOf(random.pick(parts)));
}

function isPart(node: { start: number; end: number }, start: number, end: number): boolean {
  return node.start >= start && node.end <= end && node.end - node.start < end - start;
}
