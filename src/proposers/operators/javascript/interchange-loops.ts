import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import type { Node } from '../../../language/javascript/node.ts';
import { type Site, sitesOf } from '../../../language/javascript/site.ts';
import { indentOf, statementsOf } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';
import { type CountingLoop, countingLoop, isCountingLoop, isNamed, mentions, withNameReplaced } from './loop.ts';

/**
 * Interchanges two nested loops. Statements before the inner loop get a loop of their own, and a variable that only
 * accumulates a value to store after the inner loop is replaced by the location where it is stored
 * (loop distribution and scalar expansion: Allen and Kennedy, Optimizing Compilers for Modern Architectures, 2001).
 */
export const interchangeLoops: Proposer = {
  name: 'interchange-loops',
  propose(request) {
    const nests = sitesOf(request.parent.program, isCountingLoop).flatMap(nestsOf);
    if (nests.length === 0) return refuse('no-site', 'the program has no nested loops that could change places');
    const { site, outer, inner, text } = request.random.pick(nests);
    const { start, end } = site.place.node;
    return childOf(
      request,
      site.file.name,
      [{ start, end, text }],
      `put the loop over ${inner.name} around ${outer.name}`,
    );
  },
};

interface Nest {
  readonly site: Site;
  readonly outer: CountingLoop;
  readonly inner: CountingLoop;
  /** The interchanged loops. */
  readonly text: string;
}

function nestsOf(site: Site): readonly Nest[] {
  const outer = countingLoop(site.file.text, site.place.node) as CountingLoop;
  const statements = statementsOf(outer.body);
  return statements.flatMap((statement, index) => {
    const inner = countingLoop(site.file.text, statement);
    if (!inner || mentions(inner.header, outer.name)) return [];
    const nest = perfect(site, statements.slice(0, index), inner, statements.slice(index + 1));
    if (!nest) return [];
    const indent = indentOf(site.file.text, site.place.node);
    const before = nest.before.map((line) => `${indent}  ${line}\n`).join('');
    const first = before && `for (${outer.header}) {\n${before}${indent}}\n${indent}`;
    const text = `${first}for (${inner.header}) {\n${indent}  for (${outer.header}) ${nest.body}\n${indent}}`;
    return [{ site, outer, inner, text }];
  });
}

/** The statements before the nest and the body of the inner loop, so that no statement is between the two loops. */
function perfect(
  site: Site,
  before: readonly Node[],
  inner: CountingLoop,
  after: readonly Node[],
): { readonly before: readonly string[]; readonly body: string } | undefined {
  const textOf = ({ start, end }: Node) => site.file.text.slice(start, end);
  if (after.length === 0 && before.every(({ type }) => type === 'ExpressionStatement'))
    return { before: before.map(textOf), body: textOf(inner.body) };
  const [collector, ...others] = before;
  const [store, ...rest] = after;
  if (!collector || !store || others.length > 0 || rest.length > 0) return undefined;
  const [declarator] = (collector.declarations ?? []) as Node[];
  const { operator, left, right } = (store.expression ?? {}) as { operator?: string; left?: Node; right?: Node };
  if (!declarator?.init || operator !== '=' || left?.type !== 'MemberExpression' || !right) return undefined;
  const name = String((declarator.id as Node).name);
  if (!isNamed(right, name)) return undefined;
  const body = withNameReplaced(site, inner.body, name, textOf(left));
  return body === undefined ? undefined : { before: [`${textOf(left)} = ${textOf(declarator.init as Node)};`], body };
}
