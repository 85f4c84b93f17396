import type { Random } from '../../../api/program.ts';
import { withoutParentheses } from '../../../language/javascript/expression.ts';
import { bare, type Node } from '../../../language/javascript/node.ts';
import { writeNumber } from '../../../language/javascript/number.ts';

/** The type of a formula's value; every operation gets parts of the types it takes. */
type Sort = 'number' | 'boolean';

/** An expression of numbers. Operations outside the grammar stay as text. */
export type Formula =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'apply'; readonly operation: string; readonly parts: readonly Formula[] };

interface Operation {
  readonly gives: Sort;
  readonly takes: readonly Sort[];
  write(...parts: readonly string[]): string;
}

const infix = (sign: string, gives: Sort, takes: Sort): Operation => ({
  gives,
  takes: [takes, takes],
  write: (a, b) => `(${a} ${sign} ${b})`,
});

const call = (name: string, count: number): Operation => ({
  gives: 'number',
  takes: Array.from({ length: count }, () => 'number' as const),
  write: (...parts) => `Math.${name}(${parts.map(withoutParentheses).join(', ')})`,
});

/** The grammar. */
const operations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(['+', '-', '*', '/', '%'].map((sign) => [sign, infix(sign, 'number', 'number')])),
  ...Object.fromEntries(['<', '<=', '>', '>=', '==='].map((sign) => [sign, infix(sign, 'boolean', 'number')])),
  ...Object.fromEntries(['&&', '||'].map((sign) => [sign, infix(sign, 'boolean', 'boolean')])),
  ...Object.fromEntries(['min', 'max', 'pow'].map((name) => [name, call(name, 2)])),
  ...Object.fromEntries(['abs', 'sqrt', 'exp', 'log', 'floor'].map((name) => [name, call(name, 1)])),
  negate: { gives: 'number', takes: ['number'], write: (a) => `(-${a})` },
  choose: { gives: 'number', takes: ['boolean', 'number', 'number'], write: (a, b, c) => `(${a} ? ${b} : ${c})` },
};

const operationOf = (name: string) => operations[name] as Operation;
const giving = (sort: Sort) => Object.keys(operations).filter((name) => operationOf(name).gives === sort);
const names: Readonly<Record<Sort, readonly string[]>> = { number: giving('number'), boolean: giving('boolean') };

/** Reads an expression of the program. */
export function readFormula(text: string, expression: Node): Formula {
  const node = bare(expression);
  const own = text.slice(node.start, node.end);
  const parts = partsOf(node);
  if (node.type === 'Literal' && typeof node.value === 'number') return { kind: 'value', value: node.value };
  if (!parts) return { kind: 'text', text: /^[\w.]+$/.test(own) ? own : `(${own})` };
  return { kind: 'apply', operation: parts[0], parts: parts[1].map((part) => readFormula(text, part)) };
}

/** The operation of an expression and its operands; undefined where the grammar lacks it. */
function partsOf(node: Node): readonly [operation: string, parts: readonly Node[]] | undefined {
  const { type, operator, left, right, argument, callee, test, consequent, alternate } = node as Record<
    string,
    unknown
  >;
  if (/^(Binary|Logical)Expression$/.test(String(type)) && operations[String(operator)])
    return [String(operator), [left as Node, right as Node]];
  if (type === 'UnaryExpression' && operator === '-') return ['negate', [argument as Node]];
  if (type === 'ConditionalExpression') return ['choose', [test as Node, consequent as Node, alternate as Node]];
  if (type !== 'CallExpression') return undefined;
  const { type: kind, object, property, computed } = callee as Record<string, unknown>;
  if (kind !== 'MemberExpression' || computed || (object as Node).name !== 'Math') return undefined;
  const name = String((property as Node).name);
  const given = node.arguments as readonly Node[];
  return operations[name]?.takes.length === given.length ? [name, given] : undefined;
}

/** The formula as text that can stand beside every operator. */
export function writeFormula(formula: Formula): string {
  if (formula.kind === 'value') return writeNumber(formula.value);
  if (formula.kind === 'text') return formula.text;
  return operationOf(formula.operation).write(...formula.parts.map(writeFormula));
}

/** Number of operations, values and texts. */
export function sizeOf(formula: Formula): number {
  return formula.kind === 'apply' ? 1 + formula.parts.reduce((sum, part) => sum + sizeOf(part), 0) : 1;
}

/** All its values, in the order of the text. */
export function valuesOf(formula: Formula): readonly number[] {
  if (formula.kind === 'value') return [formula.value];
  return formula.kind === 'apply' ? formula.parts.flatMap(valuesOf) : [];
}

/** The formula with other values. */
export function withValues(formula: Formula, values: readonly number[]): Formula {
  const rest = [...values];
  const visit = (part: Formula): Formula => {
    if (part.kind === 'value') return { ...part, value: rest.shift() as number };
    return part.kind === 'apply' ? { ...part, parts: part.parts.map(visit) } : part;
  };
  return visit(formula);
}

const constants = [0, 1, 2, 3, 10, 0.5, 0.1];

/** A random formula of these inputs, of at most so many levels. */
export function someFormula(inputs: readonly string[], depth: number, random: Random, sort: Sort = 'number'): Formula {
  const isLeaf = sort === 'number' && (depth <= 0 || random.next() < 0.3);
  if (isLeaf && inputs.length > 0 && random.next() < 0.7) return { kind: 'text', text: random.pick(inputs) };
  if (isLeaf) return { kind: 'value', value: random.pick([...constants, Number(random.gaussian().toPrecision(2))]) };
  const comparisons = names.boolean.slice(0, 5);
  const operation = random.pick(sort === 'boolean' && depth <= 1 ? comparisons : names[sort]);
  const parts = operationOf(operation).takes.map((part) => someFormula(inputs, depth - 1, random, part));
  return { kind: 'apply', operation, parts };
}

interface Part {
  readonly formula: Formula;
  readonly sort: Sort;
}

function partsWithin(formula: Formula, sort: Sort): readonly Part[] {
  const inner =
    formula.kind === 'apply'
      ? formula.parts.flatMap((part, index) => partsWithin(part, operationOf(formula.operation).takes[index] as Sort))
      : [];
  return [{ formula, sort }, ...inner];
}

/** The formula with one part, by reference, replaced. */
function withPart(formula: Formula, old: Formula, next: Formula): Formula {
  if (formula === old) return next;
  if (formula.kind !== 'apply') return formula;
  return { ...formula, parts: formula.parts.map((part) => withPart(part, old, next)) };
}

/** Crossover: replaces a part by a part of the mate of the same type. */
export function crossed(formula: Formula, mate: Formula, random: Random): Formula {
  const target = random.pick(partsWithin(formula, 'number'));
  const fitting = partsWithin(mate, 'number').filter(({ sort }) => sort === target.sort);
  return fitting.length > 0 ? withPart(formula, target.formula, random.pick(fitting).formula) : formula;
}

/** Mutation: draws a new part, wraps it, replaces it by one of its own parts, or changes its operation. */
export function mutated(formula: Formula, inputs: readonly string[], random: Random): Formula {
  const { formula: old, sort } = random.pick(partsWithin(formula, 'number'));
  const kind = random.next();
  if (kind < 0.3) return withPart(formula, old, someFormula(inputs, 2, random, sort));
  if (kind < 0.6 && sort === 'number') return withPart(formula, old, wrapped(old, inputs, random));
  if (kind < 0.8) {
    const inner = partsWithin(old, sort).filter((part) => part.sort === sort && part.formula !== old);
    return inner.length > 0 ? withPart(formula, old, random.pick(inner).formula) : formula;
  }
  if (old.kind !== 'apply') return withPart(formula, old, someFormula(inputs, 0, random, sort));
  const takes = operationOf(old.operation).takes.join();
  const alike = names[sort].filter((name) => operationOf(name).takes.join() === takes);
  return withPart(formula, old, { ...old, operation: random.pick(alike) });
}

function wrapped(inner: Formula, inputs: readonly string[], random: Random): Formula {
  const operation = random.pick(names.number);
  const { takes } = operationOf(operation);
  const place = random.pick(takes.flatMap((sort, index) => (sort === 'number' ? [index] : [])));
  const parts = takes.map((sort, index) => (index === place ? inner : someFormula(inputs, 1, random, sort)));
  return { kind: 'apply', operation, parts };
}

/** The formula with about half of its values moved by a random step. */
export function nudged(formula: Formula, random: Random): Formula {
  const step = 10 ** (-2 * random.next());
  const moved = valuesOf(formula).map((value) =>
    random.next() < 0.5 ? value : Number((value + step * random.gaussian() * (Math.abs(value) || 1)).toPrecision(4)),
  );
  return withValues(formula, moved);
}

/** `scale * formula + shift`, tuned with the other values (linear scaling: Keijzer 2003). */
export function scaled(formula: Formula): Formula {
  const value = (number: number): Formula => ({ kind: 'value', value: number });
  const product: Formula = { kind: 'apply', operation: '*', parts: [formula, value(1)] };
  return { kind: 'apply', operation: '+', parts: [product, value(0)] };
}
