import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { fitted, isNumeric } from '../../../language/javascript/expression.ts';
import { sitesOf, textOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';
import { wrap } from './some-expression.ts';

/** Combines a numeric expression with a variable in scope, a constant or a function. */
export const wrapExpression: Proposer = {
  name: 'wrap-expression',
  propose(request) {
    const sites = sitesOf(request.parent.program, isNumeric);
    if (sites.length === 0) return refuse('no-site', 'the program computes no numbers that may change');
    const site = request.random.pick(sites);
    const { start, end } = site.place.node;
    const text = fitted(wrap(textOf(site), site.place, request), site.place);
    return childOf(request, site.file.name, [{ start, end, text }], `replace ${quote(textOf(site))} by ${quote(text)}`);
  },
};
