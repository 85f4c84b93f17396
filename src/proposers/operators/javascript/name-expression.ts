import { refuse } from '../../../api/attempt.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { isNumeric } from '../../../language/javascript/expression.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { freshName, indentOf, statementsAround } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';

const isComposed = (site: Site) => !/^(Identifier|Literal)$/.test(site.place.node.type);

/**
 * Computes a number once, before the statement or a loop around it, and reads it wherever the same expression stands
 * after that (common subexpressions and loop-invariant code motion).
 */
export const nameExpression: Proposer = {
  name: 'name-expression',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(request.parent.program, isNumeric).filter(isComposed);
    if (sites.length === 0) return refuse('no-site', 'the program computes no numbers that could have a name');
    const site = random.pick(sites);
    const around = statementsAround(site);
    if (around.length === 0) return refuse('no-site', 'no declaration may be added before the expression');
    const { node } = random.pick(around.slice(0, 3));
    const text = textOf(site);
    const name = freshName(site.file.text, 'value');
    const same = sites.filter((other) => other.file === site.file && isWithin(other, node) && textOf(other) === text);
    const edits = same.map(({ place }) => ({ start: place.node.start, end: place.node.end, text: name }));
    const declaration = `const ${name} = ${text};\n${indentOf(site.file.text, node)}`;
    const before = { start: node.start, end: node.start, text: declaration };
    return childOf(request, site.file.name, [before, ...edits], `compute ${quote(text)} once, as ${name}`);
  },
};

function isWithin({ place }: Site, { start, end }: { start: number; end: number }): boolean {
  return place.node.start >= start && place.node.end <= end;
}
