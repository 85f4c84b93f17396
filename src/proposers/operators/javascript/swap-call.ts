import { refuse } from '../../../api/attempt.ts';
import type { Random } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { visibleAt } from '../../../language/javascript/binding.ts';
import { isNode, type Node } from '../../../language/javascript/node.ts';
import { type Site, sitesOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';

/** Functions of Math by their number of arguments: none, one, or more. */
const families: readonly (readonly string[])[] = [
  [],
  [
    ...['abs', 'sqrt', 'cbrt', 'exp', 'expm1', 'log', 'log1p', 'log2', 'sin', 'cos', 'tan', 'atan', 'tanh'],
    ...['floor', 'ceil', 'round', 'trunc', 'sign'],
  ],
  ['min', 'max', 'hypot', 'pow', 'atan2'],
];

/** Calls another function: one of Math with as many arguments, or one in scope. */
export const swapCall: Proposer = {
  name: 'swap-call',
  propose(request) {
    const sites = sitesOf(request.parent.program, ({ node }) => node.type === 'CallExpression' && isSwappable(node));
    if (sites.length === 0) return refuse('no-site', 'the program has no calls of named functions that may change');
    const site = request.random.pick(sites);
    const { start, end } = site.place.node.callee as Node;
    const old = site.file.text.slice(start, end);
    const text = another(site, old, request.random);
    if (!text) return refuse('no-site', 'no other function takes the same arguments');
    return childOf(request, site.file.name, [{ start, end, text }], `call ${quote(text)} for ${quote(old)}`);
  },
};

function isSwappable({ callee }: Node): boolean {
  const { type, object } = callee as Node;
  return type === 'Identifier' || (isNode(object) && object.type === 'Identifier' && object.name === 'Math');
}

function another({ place }: Site, old: string, random: Random): string | undefined {
  const { arguments: given } = place.node;
  const count = (given as Node[]).length;
  const own = visibleAt(place.scope, place.node.start).filter(({ kind }) => kind === 'function');
  const known = (families[Math.min(count, 2)] ?? []).map((name) => `Math.${name}`);
  const others = [...own.map(({ name }) => name), ...known].filter((name) => name !== old);
  return others.length > 0 ? random.pick(others) : undefined;
}
