import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { inParentheses } from '../../../language/javascript/expression.ts';
import { sitesOf } from '../../../language/javascript/site.ts';
import { childOf } from '../../child.ts';
import { type CountingLoop, countingLoop, isCountingLoop } from './loop.ts';
import { someAtom } from './some-expression.ts';

/** Changes the start, end or step of a counting loop, or runs it backwards. */
export const changeLoop: Proposer = {
  name: 'change-loop',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(request.parent.program, isCountingLoop);
    if (sites.length === 0) return refuse('no-site', 'the program has no loop that counts');
    const site = random.pick(sites);
    const { name, header, first, limit, body } = countingLoop(site.file.text, site.place.node) as CountingLoop;
    const write = (from: string, to: string, step = `${name}++`) => `let ${name} = ${from}; ${name} < ${to}; ${step}`;
    const [start, end] = [inParentheses(first), inParentheses(limit)];
    const atom = someAtom({ ...site.place, node: body }, request);
    const next = random.pick([
      `let ${name} = ${end} - 1; ${name} >= ${first}; ${name}--`,
      write(`${start} + 1`, limit),
      write(first, `${end} - 1`),
      write(first, `${end} + 1`),
      write(first, `2 * ${end}`),
      write(first, `${end} / 2`),
      write(first, `Math.min(${limit}, ${atom})`),
      write(atom, limit),
      write(first, atom),
      write(first, limit, `${name} += 2`),
    ]);
    const from = site.file.text.indexOf(header, site.place.node.start);
    const edit = { start: from, end: from + header.length, text: next };
    return childOf(request, site.file.name, [edit], `replace ${quote(header)} by ${quote(next)}`);
  },
};
