import { refuse } from '../../../api/attempt.ts';
import type { Proposal, Proposer, Request } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { isStatement } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';

/** Deletes, repeats, swaps or moves statements. */
export const editStatement: Proposer = {
  name: 'edit-statement',
  propose(request) {
    const sites = sitesOf(request.parent.program, isStatement);
    if (sites.length === 0) return refuse('no-site', 'the program has no statements that may change');
    const site = request.random.pick(sites);
    return request.random.pick([remove, remove, repeat, swap, move])(request, site, sites);
  },
};

type Variant = (request: Request, site: Site, sites: readonly Site[]) => Proposal;

const whole = ({ place: { node } }: Site, text: string) => ({ start: node.start, end: node.end, text });

const remove: Variant = (request, site) =>
  childOf(request, site.file.name, [whole(site, '')], `delete ${quote(textOf(site))}`);

/** A declaration cannot be made twice. */
const repeat: Variant = (request, site) => {
  if (site.place.node.type === 'VariableDeclaration') return refuse('no-site', 'a declaration cannot be repeated');
  return childOf(
    request,
    site.file.name,
    [whole(site, `${textOf(site)}\n${textOf(site)}`)],
    `repeat ${quote(textOf(site))}`,
  );
};

const swap: Variant = (request, site, sites) => {
  const neighbours = sites.filter(({ place }) => place.parent === site.place.parent);
  const other = neighbours[neighbours.indexOf(site) + 1];
  if (!other) return refuse('no-site', 'no statement follows this one');
  const edits = [whole(site, textOf(other)), whole(other, textOf(site))];
  return childOf(request, site.file.name, edits, `swap ${quote(textOf(site))} and ${quote(textOf(other))}`);
};

const move: Variant = (request, site, sites) => {
  const { start, end } = site.place.node;
  const isNext = (node: { start: number }) => node.start >= end && site.file.text.slice(end, node.start).trim() === '';
  const apart = sites.filter(
    ({ file, place: { node } }) => file === site.file && (node.end <= start || node.start >= end) && !isNext(node),
  );
  if (apart.length === 0) return refuse('no-site', 'there is nowhere else for the statement');
  const target = request.random.pick(apart);
  const edits = [whole(site, ''), whole(target, `${textOf(site)}\n${textOf(target)}`)];
  return childOf(request, site.file.name, edits, `move ${quote(textOf(site))} before ${quote(textOf(target))}`);
};
