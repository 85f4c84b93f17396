import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { visibleAt } from '../../../language/javascript/binding.ts';
import { isValue, kindAt, type Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { memberRead } from '../../../language/javascript/type-of.ts';
import { childOf } from '../../child.ts';

/** A variable, or a field of one that its declared type names. */
const isVariable = (place: Place) => isValue(place) && (place.reference !== undefined || isField(place));

function isField({ node, scope }: Place): boolean {
  return node.type === 'MemberExpression' && node.computed === false && memberRead(scope, node) !== undefined;
}

/** Reads another variable in scope that is likely to hold the same kind of value. */
export const swapVariable: Proposer = {
  name: 'swap-variable',
  propose(request) {
    const sites = sitesOf(request.parent.program, isVariable)
      .map((site) => ({ site, others: othersOf(site, request.interface) }))
      .filter(({ others }) => others.length > 0);
    if (sites.length === 0) return refuse('no-site', 'no variable has another in scope that could stand for it');
    const { site, others } = request.random.pick(sites);
    const { node } = site.place;
    const other = request.random.pick(others);
    const around = site.place.parent?.node;
    const context =
      around && around.end - around.start < 80 ? site.file.text.slice(around.start, around.end) : textOf(site);
    const summary = `read ${other} for ${textOf(site)} in ${quote(context)}`;
    return childOf(request, site.file.name, [{ start: node.start, end: node.end, text: other }], summary);
  },
};

function othersOf(site: Site, described: string | undefined): readonly string[] {
  const { scope, node } = site.place;
  const kind = kindAt(site.place);
  const visible = visibleAt(scope, node.start, described);
  const same = visible.filter((binding) => binding.kind === kind).map(({ name }) => name);
  const fields = kind === 'number' ? visible.flatMap((binding) => binding.fields) : [];
  return [...same, ...fields].filter((other) => other !== textOf(site));
}
