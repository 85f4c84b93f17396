import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { inParentheses } from '../../../language/javascript/expression.ts';
import { childrenOf, type Node } from '../../../language/javascript/node.ts';
import { type Site, sitesOf } from '../../../language/javascript/site.ts';
import { indentOf, statementsOf } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';
import { type CountingLoop, countingLoop, isCountingLoop, mentions, withNameReplaced } from './loop.ts';

/** Unrolls a loop by several turns, with a loop for the rest; the turns share a single loop inside (unroll and jam). */
export const unrollLoop: Proposer = {
  name: 'unroll-loop',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(request.parent.program, isCountingLoop).filter(({ place }) => !jumps(place.node));
    if (sites.length === 0) return refuse('no-site', 'the program has no loop that could be unrolled');
    const site = random.pick(sites);
    const loop = countingLoop(site.file.text, site.place.node) as CountingLoop;
    const turns = random.pick([2, 4, 8]);
    const bodies = unrolled(site, loop, turns);
    if (!bodies) return refuse('no-site', 'the loop uses its variable in a way that cannot be unrolled');
    const indent = indentOf(site.file.text, site.place.node);
    const { name, first } = loop;
    const limit = inParentheses(loop.limit);
    const text = [
      '{',
      `  let ${name} = ${first};`,
      `  for (; ${name} < ${limit} - ${turns - 1}; ${name} += ${turns}) ${bodies}`,
      `  for (; ${name} < ${limit}; ${name}++) ${site.file.text.slice(loop.body.start, loop.body.end)}`,
      '}',
    ].join(`\n${indent}`);
    const { start, end } = site.place.node;
    return childOf(
      request,
      site.file.name,
      [{ start, end, text }],
      `do ${turns} turns of the loop over ${name} at once`,
    );
  },
};

/** Whether a node holds a `break` or `continue`. */
function jumps(node: Node): boolean {
  if (/^(Break|Continue)Statement$/.test(node.type)) return true;
  return childrenOf(node).some(([, child]) => jumps(child));
}

function unrolled(site: Site, loop: CountingLoop, turns: number): string | undefined {
  const [only, ...others] = statementsOf(loop.body);
  const inner = only && others.length === 0 ? countingLoop(site.file.text, only) : undefined;
  const isShared = inner && !mentions(inner.header, loop.name);
  const part = isShared ? inner.body : loop.body;
  const bodies = Array.from({ length: turns }, (_, turn) =>
    withNameReplaced(site, part, loop.name, turn === 0 ? loop.name : `(${loop.name} + ${turn})`),
  );
  if (bodies.includes(undefined)) return undefined;
  const indent = indentOf(site.file.text, site.place.node);
  const joined = `{\n${bodies.map((body) => `${indent}    ${body}\n`).join('')}${indent}  }`;
  return isShared ? `{\n${indent}  for (${inner.header}) ${joined}\n${indent}  }` : joined;
}
