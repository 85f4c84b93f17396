import type { Random } from '../../../api/program.ts';
import type { Request } from '../../../api/proposer.ts';
import { namesOfNumbers } from '../../../language/tree-expression.ts';
import { fieldsReadAt } from '../../../language/tree-fields.ts';
import type { Site } from '../../../language/tree-site.ts';
import { someNumber } from '../../some-number.ts';
import { isDeclaredBefore } from './names.ts';

/** Expressions of all languages; $a, $b and $c stand for numbers. Those that programs need most come twice. */
const common = [
  ...['($a + $b)', '($a + $b)', '($a - $b)', '($b - $a)', '($a * $b)', '($a * $b)'],
  ...['($a / $b)', '($b / $a)', '($a + $b * $c)', '(-$a)'],
];

/** An expression combined with variables that are known at a site, or constants. */
export function wrap(inner: string, site: Site, request: Request): string {
  const { random } = request;
  const form = random.pick([...common, ...(site.language.forms ?? [])]);
  const isArgument = /\w\(\$a[,)]|, \$a[,)]/.test(form);
  const text = isArgument ? inner : inParentheses(inner);
  return form.replace(/\$[abcd]/g, (word) => (word === '$a' ? text : someAtom(site, request)));
}

/** A small random expression of such variables and constants. */
export function someExpression(site: Site, request: Request, depth: number): string {
  if (depth === 0 || request.random.next() < 0.3) return someAtom(site, request);
  return wrap(someExpression(site, request, depth - 1), site, request);
}

/** A comparison of two such expressions. */
export function someCondition(site: Site, request: Request): string {
  const side = () => inParentheses(someExpression(site, request, 1));
  return `${side()} ${request.random.pick(['<', '<=', '>', '>='])} ${side()}`;
}

function inParentheses(text: string): string {
  return /^(?:[\w.]+|\([^()]*\))$/.test(text) ? text : `(${text})`;
}

/** A number that is known there, or a constant where there is none or by chance. */
function someAtom(site: Site, request: Request): string {
  const { random, parent, interface: described } = request;
  const { tree, node } = site;
  const names = [...namesOfNumbers(tree)].filter((name) => isDeclaredBefore(tree, name, node));
  const known = [...names, ...fieldsReadAt(parent.program, tree, node, described)];
  return known.length > 0 && random.next() < 0.7 ? random.pick(known) : someConstant(site, random);
}

/** A constant spelled as another number of the file. */
function someConstant({ language, file }: Site, random: Random): string {
  const value = someNumber(random);
  const numbers = language.numbers(file);
  if (numbers.length > 0) return random.pick(numbers).write(value);
  const written = String(language.dynamic ? value : Math.round(value));
  return written.startsWith('-') ? `(${written})` : written;
}
