import type { Request } from '../../../api/proposer.ts';
import { numbersAt } from '../../../language/javascript/binding.ts';
import { inParentheses } from '../../../language/javascript/expression.ts';
import { writeNumber } from '../../../language/javascript/number.ts';
import type { Place } from '../../../language/javascript/place.ts';
import { someNumber } from '../../some-number.ts';

/** A number in scope, or a constant where there is none or by chance. */
export function someAtom({ scope, node }: Place, { random, interface: described }: Request): string {
  const numbers = numbersAt(scope, node.start, described);
  return numbers.length > 0 && random.next() < 0.7 ? random.pick(numbers) : writeNumber(someNumber(random));
}

type Wrap = (inner: string, atom: () => string) => string;

const infixes: readonly Wrap[] = [
  (inner, atom) => `(${inner} + ${atom()})`,
  (inner, atom) => `(${inner} - ${atom()})`,
  (inner, atom) => `(${atom()} - ${inner})`,
  (inner, atom) => `(${inner} * ${atom()})`,
  (inner, atom) => `(${inner} * ${atom()})`,
  (inner, atom) => `(${inner} / ${atom()})`,
  (inner, atom) => `(${atom()} / ${inner})`,
  (inner, atom) => `(${inner} + ${atom()} * ${atom()})`,
  (inner, atom) => `(${atom()} < ${atom()} ? ${inner} : ${atom()})`,
  (inner, atom) => `(${atom()} < ${atom()} ? ${atom()} : ${inner})`,
  (inner) => `(-${inner})`,
  (inner) => `(${inner} ** 2)`,
];

const calls: readonly Wrap[] = [
  (inner, atom) => `Math.min(${inner}, ${atom()})`,
  (inner, atom) => `Math.max(${inner}, ${atom()})`,
  (inner, atom) => `Math.min(${atom()}, Math.max(${atom()}, ${inner}))`,
  (inner) => `Math.abs(${inner})`,
  (inner) => `Math.sqrt(Math.abs(${inner}))`,
  (inner) => `Math.exp(${inner})`,
  (inner) => `Math.log(1 + Math.abs(${inner}))`,
  (inner) => `Math.floor(${inner})`,
];

/** An expression combined with variables in scope or constants. */
export function wrap(inner: string, place: Place, request: Request): string {
  const { random } = request;
  const atom = () => someAtom(place, request);
  if (random.next() < calls.length / (calls.length + infixes.length)) return random.pick(calls)(inner, atom);
  return random.pick(infixes)(inParentheses(inner), atom);
}

/** A small random expression of variables in scope and constants. */
export function someExpression(place: Place, request: Request, depth: number): string {
  if (depth === 0 || request.random.next() < 0.3) return someAtom(place, request);
  return wrap(someExpression(place, request, depth - 1), place, request);
}

const comparisons = ['<', '<=', '>', '>='];

/** A comparison of two such expressions. */
export function someCondition(place: Place, request: Request): string {
  return `${someExpression(place, request, 1)} ${request.random.pick(comparisons)} ${someExpression(place, request, 1)}`;
}
