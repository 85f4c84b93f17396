import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { isCondition } from '../../../language/javascript/expression.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { sitesOf, textOf } from '../../../language/javascript/site.ts';
import { isStatement } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';
import { someCondition } from './some-expression.ts';

const changeable = (place: Place) =>
  isCondition(place) || (isStatement(place) && place.node.type === 'ExpressionStatement');

/** Negates, narrows, widens or replaces a condition, or puts a condition before a statement. */
export const changeCondition: Proposer = {
  name: 'change-condition',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(request.parent.program, changeable);
    if (sites.length === 0) return refuse('no-site', 'the program has no conditions or statements that may change');
    const site = random.pick(sites);
    const { node } = site.place;
    const old = textOf(site);
    const condition = someCondition(site.place, request);
    const text =
      node.type === 'ExpressionStatement'
        ? `if (${condition}) ${old}`
        : random.pick([`!(${old})`, `((${old}) && ${condition})`, `((${old}) || ${condition})`, `(${condition})`]);
    return childOf(
      request,
      site.file.name,
      [{ start: node.start, end: node.end, text }],
      `replace ${quote(old)} by ${quote(text)}`,
    );
  },
};
