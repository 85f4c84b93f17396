import type { Program } from '../api/program.ts';
import { derive } from './derive.ts';
import { languageOf } from './index.ts';
import { sourcesOf } from './source.ts';
import { childrenOf, is, kindOf, nodesWith, partsOf, type SyntaxTree, textOf } from './syntax-tree.ts';
import type { Site } from './tree-site.ts';

/** Operators that can stand for each other. A grammar has some of them. */
export const families: readonly (readonly string[])[] = [
  ['+', '-', '*', '/'],
  ['<', '<=', '>', '>=', '==', '!='],
  ['&&', '||'],
  ['and', 'or'],
  ['&', '|', '^'],
  ['<<', '>>'],
  ['+=', '-=', '*=', '/='],
  ['is', 'is not'],
  ['in', 'not in'],
];

const arithmetic = /^(?:[-+*/%]|\*\*|\/\/|<<|>>|[&|^])$/;
const comparison = /^(?:[<>]=?|[=!]=)$/;
const logic = /^(?:&&|\|\||and|or|is|is not|in|not in)$/;
const negation = /^(?:not|!)$/;

/** The sign or word that joins or begins the parts of a node; empty where there is none. */
export function operatorOf(tree: SyntaxTree, node: number): string {
  const token = childrenOf(tree, node).find((child) => !is(tree, child, 'named'));
  return token === undefined ? '' : kindOf(tree, token);
}

/** The likely type of an expression: `truth`, `number`, `string`; the kind of node for all others. */
export function sortOf(tree: SyntaxTree, node: number): string {
  if (is(tree, node, 'string')) return 'string';
  if (isTruth(tree, node)) return 'truth';
  return isNumber(tree, node) ? 'number' : kindOf(tree, node);
}

function isTruth(tree: SyntaxTree, node: number): boolean {
  const operator = operatorOf(tree, node);
  const isCompared = is(tree, node, 'binary') && (comparison.test(operator) || logic.test(operator));
  return is(tree, node, 'condition') || isCompared || (partsOf(tree, node).length === 1 && negation.test(operator));
}

function isNumber(tree: SyntaxTree, node: number): boolean {
  if (isName(tree, node)) return namesOfNumbers(tree).has(textOf(tree, node));
  return isNumberHere(tree, node);
}

/** What stands beside an arithmetic operator is a number too, more often than not. */
function isNumberHere(tree: SyntaxTree, node: number): boolean {
  const around = tree.parent[node] as number;
  const isComputed = (at: number) =>
    arithmetic.test(operatorOf(tree, at)) && (is(tree, at, 'binary') || isSigned(tree, at));
  const isCompared = is(tree, around, 'binary') && comparison.test(operatorOf(tree, around));
  return is(tree, node, 'number') || isComputed(node) || isComputed(around) || isCompared;
}

/** A sign before a value. */
function isSigned(tree: SyntaxTree, node: number): boolean {
  return kindOf(tree, node).startsWith('unary') && partsOf(tree, node).length === 1 && operatorOf(tree, node) !== '*';
}

const isName = (tree: SyntaxTree, node: number) => is(tree, node, 'name') && tree.next[node] === node + 1;

/** Names that stand for a number somewhere in a file, or are assigned one. */
export const namesOfNumbers: (tree: SyntaxTree) => ReadonlySet<string> = derive((tree) => {
  const names = new Set<string>();
  for (const node of nodesWith(tree, 'name'))
    if (isNumberHere(tree, node) || isAssignedNumber(tree, node)) names.add(textOf(tree, node));
  return names;
});

function isAssignedNumber(tree: SyntaxTree, node: number): boolean {
  const [target, value, ...others] = partsOf(tree, tree.parent[node] as number);
  const isTarget = target === node && is(tree, node, 'target') && value !== undefined && others.length === 0;
  return isTarget && is(tree, value, 'value') && isNumberHere(tree, value);
}

/** Kinds of nodes whose parts are bound more tightly than most expressions are. */
const tight = /unary|not_operator|cast|reference|pointer|await|attribute|subscript|index_expr|field_expr|selector|call/;
/** Kinds of nodes that are looser than the operators around them may be. */
const loose = /unary|not_operator|conditional|ternary|cast|lambda|closure|range|await|if_expression|match/;

/** The text of an expression for the place of another, in parentheses where operators around could take it apart. */
export function fitted({ tree: from, node }: Site, tree: SyntaxTree, place: number): string {
  const text = textOf(from, node);
  const around = tree.parent[place] as number;
  const isBound = is(tree, around, 'binary') || tight.test(kindOf(tree, around));
  return isBound && (is(from, node, 'binary') || loose.test(kindOf(from, node))) ? `(${text})` : text;
}

/** All expressions of a program's files in the language of a site, also those that may not change. */
export function expressionsFor({ language }: Site, program: Program): readonly Site[] {
  return sourcesOf(program).flatMap((file) => {
    const tree = languageOf(file.name) === language ? language.tree?.(file) : undefined;
    const nodes = tree ? nodesWith(tree, 'value').filter((node) => !is(tree, node, 'parentheses')) : [];
    return tree ? nodes.map((node) => ({ file, language, tree, node })) : [];
  });
}
