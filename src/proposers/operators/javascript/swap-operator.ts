import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import type { Node } from '../../../language/javascript/node.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { sitesOf, textOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';

/** Operators that can stand for each other. */
const families = [
  ['+', '-', '*', '/', '%', '**'],
  ['<', '<=', '>', '>=', '===', '!=='],
  ['&&', '||'],
  ['&', '|', '^'],
  ['<<', '>>', '>>>'],
  ['+=', '-=', '*=', '/='],
];

const familyOf = ({ node }: Place) => families.find((family) => family.includes(String(node.operator)));

/** Swaps an arithmetic, comparison, logical or assignment operator for a related one, or its two sides. */
export const swapOperator: Proposer = {
  name: 'swap-operator',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(
      request.parent.program,
      (place) => familyOf(place) !== undefined && place.node.type !== 'UnaryExpression',
    );
    if (sites.length === 0) return refuse('no-site', 'the program has no operators that may change');
    const site = random.pick(sites);
    const { node } = site.place;
    const [left, right] = [node.left as Node, node.right as Node];
    const between = site.file.text.slice(left.end, right.start);
    const [leftText, rightText] = [textOf(site, left), textOf(site, right)];
    const isAssignment = node.type === 'AssignmentExpression';
    const turn = !isAssignment && random.next() < 0.15;
    const others = familyOf(site.place)?.filter((operator) => operator !== node.operator) ?? [];
    const other = turn ? String(node.operator) : random.pick(others);
    const middle = between.replace(String(node.operator), other);
    // In parentheses, as the base of a power must not begin with a sign.
    const first = other === '**' ? `(${leftText})` : leftText;
    const replacement = turn ? `${rightText}${middle}${leftText}` : `${first}${middle}${rightText}`;
    const summary = `replace ${quote(textOf(site))} by ${quote(replacement)}`;
    // In parentheses where precedence could group the operands differently.
    const safe = isAssignment || site.place.parent?.node.type === 'ParenthesizedExpression';
    const text = safe || site.place.parent?.node.type === 'VariableDeclarator' ? replacement : `(${replacement})`;
    return childOf(request, site.file.name, [{ start: node.start, end: node.end, text }], summary);
  },
};
