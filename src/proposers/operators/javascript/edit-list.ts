import { refuse } from '../../../api/attempt.ts';
import type { Proposal, Proposer, Request } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { isNode, type Node } from '../../../language/javascript/node.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';

/** Swaps two elements of an array or two arguments of a call; removes or repeats an element. */
export const editList: Proposer = {
  name: 'edit-list',
  propose(request) {
    const sites = sitesOf(request.parent.program, (place) => itemsOf(place).length > 1);
    if (sites.length === 0) return refuse('no-site', 'the program has no lists of two or more that may change');
    const site = request.random.pick(sites);
    const changes = site.place.node.type === 'ArrayExpression' ? [swap, swap, remove, repeat] : [swap];
    return request.random.pick(changes)(request, site, itemsOf(site.place));
  },
};

type Variant = (request: Request, site: Site, items: readonly Node[]) => Proposal;

/** The items of a list; none where an array has holes. */
function itemsOf({ node }: Place): readonly Node[] {
  const list = { ArrayExpression: node.elements, CallExpression: node.arguments, NewExpression: node.arguments }[
    node.type
  ];
  return Array.isArray(list) && list.every(isNode) ? list : [];
}

const swap: Variant = (request, site, items) => {
  const first = request.random.pick(items);
  const others = items.filter((item) => textOf(site, item) !== textOf(site, first));
  if (others.length === 0) return refuse('no-site', 'all of the list is the same');
  const second = request.random.pick(others);
  const [one, other] = [textOf(site, first), textOf(site, second)];
  const edits = [
    { start: first.start, end: first.end, text: other },
    { start: second.start, end: second.end, text: one },
  ];
  return childOf(request, site.file.name, edits, `swap ${quote(one)} and ${quote(other)} in a list`);
};

const remove: Variant = (request, site, items) => {
  const at = request.random.int(items.length);
  const [item, next, last] = [items[at]!, items[at + 1], items[at - 1]];
  const edit = next ? { start: item.start, end: next.start, text: '' } : { start: last!.end, end: item.end, text: '' };
  return childOf(request, site.file.name, [edit], `remove ${quote(textOf(site, item))} from a list`);
};

const repeat: Variant = (request, site, items) => {
  const item = request.random.pick(items);
  const edit = { start: item.end, end: item.end, text: `, ${textOf(site, item)}` };
  return childOf(request, site.file.name, [edit], `repeat ${quote(textOf(site, item))} in a list`);
};
