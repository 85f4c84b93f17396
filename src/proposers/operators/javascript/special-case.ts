import { refuse } from '../../../api/attempt.ts';
import type { Random } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { quote } from '../../../language/edit.ts';
import { bindingOf } from '../../../language/javascript/binding.ts';
import { isNode, type Node } from '../../../language/javascript/node.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { type Site, sitesOf, textOf } from '../../../language/javascript/site.ts';
import { indentOf, statementsOf } from '../../../language/javascript/statement.ts';
import { childOf } from '../../child.ts';

/** Values that often need no work, as in `if (factor === 1) return product;`. */
const values = [0, 1, -1, 2];

/** Makes a function return at once for a special value of a parameter, or for two that are equal. */
export const specialCase: Proposer = {
  name: 'special-case',
  propose(request) {
    const { random } = request;
    const sites = sitesOf(request.parent.program, takesNumbers);
    if (sites.length === 0) return refuse('no-site', 'the program has no functions that take numbers');
    const site = random.pick(sites);
    const names = numbersOf(site.place);
    const name = random.pick(names);
    const value = random.pick([...values, ...names.filter((other) => other !== name)]);
    const text = `if (${name} === ${value}) ${answerOf(site, random)}`;
    const first = statementsOf(site.place.node.body as Node)[0]!;
    const edit = { start: first.start, end: first.start, text: `${text}\n${indentOf(site.file.text, first)}` };
    return childOf(request, site.file.name, [edit], `add ${quote(text)}`);
  },
};

function takesNumbers(place: Place): boolean {
  const { type, body } = place.node;
  const isBlock = /Function/.test(type) && isNode(body) && body.type === 'BlockStatement';
  return isBlock && statementsOf(body).length > 0 && numbersOf(place).length > 0;
}

/** The parameters that may be numbers, parts of destructured ones included. */
function numbersOf({ scope }: Place): readonly string[] {
  const parameters = scope.variables.map(bindingOf).filter(({ parameter }) => parameter);
  return parameters.filter(({ kind }) => kind === 'number' || kind === 'unknown').map(({ name }) => name);
}

/** Returns one of the function's parameters or a plain value, or nothing where the function returns nothing. */
function answerOf(site: Site, random: Random): string {
  const { params, body } = site.place.node;
  if (!/\breturn\b\s*[^;\s]/.test(textOf(site, body as Node))) return 'return;';
  const whole = (params as Node[]).map((parameter) => written(parameter, site.file.text));
  return `return ${random.next() < 0.7 ? random.pick(whole) : random.pick(values)};`;
}

/** A parameter as an expression: a pattern such as `[re, im]` builds the same value again. */
function written(parameter: Node, text: string): string {
  if (parameter.type === 'Identifier') return parameter.name as string;
  if (parameter.type === 'AssignmentPattern') return written(parameter.left as Node, text);
  if (parameter.type === 'RestElement') return written(parameter.argument as Node, text);
  const end = isNode(parameter.typeAnnotation) ? parameter.typeAnnotation.start : parameter.end;
  return text.slice(parameter.start, end);
}
