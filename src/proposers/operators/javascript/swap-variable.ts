import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { visibleAt } from '../../../language/javascript/binding.ts';
import { isValue, kindAt, type Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';

const isVariable = (place: Place) => place.reference !== undefined && isValue(place);

/** Reads another variable in scope that is likely to hold the same kind of value. */
export const swapVariable: Proposer = {
  name: 'swap-variable',
  propose(request) {
    const sites = sitesOf(request.parent.program, isVariable)
      .map((site) => ({ site, others: othersOf(site) }))
      .filter(({ others }) => others.length > 0);
    if (sites.length === 0) return refuse('no-site', 'no variable has another in scope that could stand for it');
    const { site, others } = request.random.pick(sites);
    const { node } = site.place;
    const other = request.random.pick(others);
    const around = site.place.parent?.node;
    const context =
      around && around.end - around.start < 80 ? site.file.text.slice(around.start, around.end) : String(node.name);
    const summary = `read ${other} for ${node.name} in ${quote(context)}`;
    return childOf(request, site.file.name, [{ start: node.start, end: node.end, text: other }], summary);
  },
};

function othersOf({ place }: Site): readonly string[] {
  const kind = kindAt(place);
  return visibleAt(place.scope, place.node.start)
    .filter((binding) => binding.name !== place.node.name && binding.kind === kind)
    .map(({ name }) => name);
}
