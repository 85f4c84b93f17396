import { refuse } from '../../../api/attempt.ts';
import type { Proposer, Request } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { sitesOf } from '../../../language/javascript/site.ts';
import { indentOf, isStatement } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';
import { someCondition, someExpression } from './some-expression.ts';

/** Skips the rest of a list of statements under a condition, by `continue`, `break` or `return`. */
export const leaveEarly: Proposer = {
  name: 'leave-early',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(request.parent.program, isStatement).filter(({ place }) => exitsAt(place).length > 0);
    if (sites.length === 0) return refuse('no-site', 'the program has no statements that could be left out');
    const site = random.pick(sites);
    const { node } = site.place;
    const exit = written(random.pick(exitsAt(site.place)), site.file.text, site.place, request);
    const text = `if (${someCondition(site.place, request)}) ${exit}`;
    const edit = { start: node.start, end: node.start, text: `${text}\n${indentOf(site.file.text, node)}` };
    return childOf(request, site.file.name, [edit], `add ${quote(text)}`);
  },
};

const loops = /^(For|ForOf|ForIn|While|DoWhile)Statement$/;

/** The ways to leave a place: a loop around it, if any, and the function around it. */
function exitsAt(place: Place): readonly Exit[] {
  const exits: Exit[] = [];
  for (let at = place.parent; at; at = at.parent) {
    if (loops.test(at.node.type) && exits.length === 0) exits.push('continue', 'break');
    if (/Function/.test(at.node.type)) return [...exits, at];
  }
  return exits;
}

type Exit = 'continue' | 'break' | Place;

/** The statement that leaves; a function returns one of its own results or a new one. */
function written(exit: Exit, text: string, place: Place, request: Request): string {
  if (typeof exit === 'string') return `${exit};`;
  const body = text.slice(exit.node.start, exit.node.end);
  const results = [...body.matchAll(/\breturn\b([^;\n]*);/g)].map(([, result]) => (result as string).trim());
  const isNothing = results.length === 0 || results.every((result) => result === '');
  if (isNothing) return 'return;';
  return `return ${request.random.next() < 0.5 ? request.random.pick(results) : someExpression(place, request, 2)};`;
}
