import type { Mutation } from '../language.ts';
import { childIn, is, kindOf, partsOf, regionOf, type SyntaxTree, textOf } from '../syntax-tree.ts';
import type { Grammar } from './grammar.ts';

/** Without those of Rust that have no condition, as their value may be needed. */
const loops = /^(?:for|while|do)_/;
const choices = /^(?:if|elif|conditional|ternary)_/;
/** What stands between a decision and its condition. */
const wrappers = /^condition_clause$/;

/** Functions that return nothing, where a language allows that of all, loops that end at once, and conditions that are negated. */
export function mutationsIn(tree: SyntaxTree, grammar: Grammar): readonly Mutation[] {
  const found: Mutation[] = [];
  for (let node = 1; node < tree.length; node++) {
    const mutation = mutationAt(tree, node, grammar);
    if (mutation) found.push(mutation);
  }
  return found;
}

function mutationAt(tree: SyntaxTree, node: number, { dynamic, negation }: Grammar): Mutation | undefined {
  if (!negation) return undefined; // a grammar of which little is known
  if (is(tree, node, 'function')) return dynamic ? begin(tree, node, 'return') : undefined;
  if (is(tree, node, 'branch') && loops.test(kindOf(tree, node))) return begin(tree, node, 'leave');
  if (!is(tree, node, 'condition') || !is(tree, node, 'value') || !choices.test(decisionOf(tree, node)))
    return undefined;
  const [before, after] = negation;
  return {
    kind: 'negate',
    ...regionOf(tree, node),
    text: `(${before}(${textOf(tree, node)})${after})`,
    about: regionOf(tree, node),
  };
}

/** The kind of what a condition decides. */
function decisionOf(tree: SyntaxTree, node: number): string {
  const around = tree.parent[node] as number;
  return wrappers.test(kindOf(tree, around)) ? decisionOf(tree, around) : kindOf(tree, around);
}

/** Leaves a function or loop where its body begins; a body that is no block is replaced. */
function begin(tree: SyntaxTree, node: number, kind: 'return' | 'leave'): Mutation | undefined {
  const body = childIn(tree, node, 'body');
  if (body === undefined || partsOf(tree, body).length === 0) return undefined;
  const { start, end } = regionOf(tree, body);
  const word = kind === 'return' ? 'return' : 'break';
  const about = { start: tree.start[node] as number, end: start };
  if (tree.text[start] === '{') return { kind, start: start + 1, end: start + 1, text: ` ${word};`, about };
  if (!is(tree, body, 'block')) return { kind, start, end, text: `${word};`, about };
  const first = tree.start[partsOf(tree, body)[0] as number] as number;
  const indent = tree.text.slice(tree.text.lastIndexOf('\n', first - 1) + 1, first);
  const text = indent.trim() === '' ? `${word}\n${indent}` : `${word}; `;
  return { kind, start: first, end: first, text, about };
}
