import type { NumberSite } from '../language.ts';
import { readNumber, type Spelling, writeNumber } from '../number.ts';
import { is, kindOf, nodesWith, partsOf, type SyntaxTree, textOf } from '../syntax-tree.ts';
import type { Grammar } from './grammar.ts';
import { ownerOf } from './owner.ts';

/** All numbers of a tree that can be read and written. */
export function numbersIn(tree: SyntaxTree, grammar: Grammar): readonly NumberSite[] {
  return nodesWith(tree, 'number').flatMap((node) => {
    const spelling = readNumber(textOf(tree, node), grammar.octal);
    return spelling && isExact(spelling) ? [siteOf(tree, node, spelling, grammar)] : [];
  });
}

/** Whether a number is what the program says: a large whole one may have no such value here. */
function isExact({ value, whole }: Spelling): boolean {
  return whole ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function siteOf(tree: SyntaxTree, node: number, spelling: Spelling, { dynamic }: Grammar): NumberSite {
  const around = tree.parent[node] as number;
  const negative = isNegation(tree, around);
  const outer = negative ? around : node;
  const signed = negative || hasSign(tree, node);
  return {
    start: tree.start[outer] as number,
    end: tree.end[outer] as number,
    value: negative ? -spelling.value : spelling.value,
    whole: spelling.whole,
    integral: spelling.whole && dynamic !== true,
    named: isNamed(tree, outer),
    owner: ownerOf(tree, outer),
    write: (value) => inPlace(writeNumber(value, spelling, dynamic), signed),
  };
}

/** Whether a node is all that a constant of the file holds. */
function isNamed(tree: SyntaxTree, node: number): boolean {
  if (!is(tree, node, 'constant') && !is(tree, tree.parent[node] as number, 'constant')) return false;
  let around = node;
  while (around > 0 && !is(tree, around, 'function')) around = tree.parent[around] as number;
  return around === 0;
}

/** In some grammars the sign belongs to the token. */
function hasSign(tree: SyntaxTree, node: number): boolean {
  return /^[-+]/.test(textOf(tree, node));
}

/** Whether a node is a minus and one operand. */
export function isNegation(tree: SyntaxTree, node: number): boolean {
  return (
    kindOf(tree, node + 1) === '-' && partsOf(tree, node).length === 1 && tree.start[node + 1] === tree.start[node]
  );
}

/** A minus may not follow another operator at once, unless one stood there. */
function inPlace(text: string, negative: boolean): string {
  return text.startsWith('-') && !negative ? `(${text})` : text;
}
