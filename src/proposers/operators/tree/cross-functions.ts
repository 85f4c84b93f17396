import { refuse } from '../../../api/attempt.ts';
import type { Program } from '../../../api/program.ts';
import type { Proposer } from '../../../api/proposer.ts';
import { is, type SyntaxTree, textOf } from '../../../language/syntax-tree.ts';
import { type Site, sitesOf } from '../../../language/tree-site.ts';
import { childOf } from '../../child.ts';
import { exchange, neededBy } from '../../exchange.ts';
import { nameOf, namesNeeded } from './names.ts';

/**
 * Uniform crossover of whole definitions: functions, constants and variables outside functions that have one name in
 * both parents and differ are taken from the mate by chance, with the definitions that they need and the parent has not.
 */
export const crossFunctions: Proposer = {
  name: 'cross-functions',
  propose(request) {
    const { random, parent, inspirations } = request;
    if (inspirations.length === 0) return refuse('no-mate', 'there is no other program to take code from');
    const mate = random.pick(inspirations);
    const [own, theirs] = [definitionsOf(parent.program), definitionsOf(mate.program)];
    const differing = own.filter((one) => one.text !== (counterpart(one, theirs)?.text ?? one.text));
    if (differing.length === 0) return refuse('no-mate', 'no definition differs between the two programs');
    const chance = random.pick(differing);
    const chosen = differing.filter((one) => one.file === chance.file && (one === chance || random.next() < 0.3));
    const taken = chosen.map((one) => counterpart(one, theirs) as Definition);
    const missing = theirs.filter((one) => one.file === chance.file && !counterpart(one, own));
    const edits = exchange(chosen, taken, neededBy(taken, missing, needs));
    const names = chosen.map(({ name }) => name).join(', ');
    return childOf(request, chance.file, edits, `take ${names} of #${mate.number}`, mate.number);
  },
};

interface Definition {
  readonly file: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly uses: readonly string[];
}

/** Definitions outside functions whose names say which is which. */
function definitionsOf(program: Program): readonly Definition[] {
  const all = sitesOf(program, isOutermost).flatMap(definitionAt);
  return all.filter((one) => all.filter((other) => other.file === one.file && other.name === one.name).length === 1);
}

/** A function or a statement that stands in no function. */
function isOutermost(tree: SyntaxTree, node: number): boolean {
  if (!is(tree, node, 'function') && !is(tree, node, 'statement')) return false;
  let around = tree.parent[node] as number;
  while (around > 0 && !is(tree, around, 'function') && !is(tree, around, 'statement'))
    around = tree.parent[around] as number;
  return around === 0;
}

function definitionAt({ file, tree, node }: Site): readonly Definition[] {
  const name = nameOf(tree, node);
  if (name === undefined) return [];
  const [start, end] = [tree.start[node] as number, tree.end[node] as number];
  const uses = namesNeeded(tree, node);
  return [{ file: file.name, name: textOf(tree, name), start, end, text: textOf(tree, node), uses }];
}

function counterpart({ file, name }: Definition, others: readonly Definition[]): Definition | undefined {
  return others.find((other) => other.file === file && other.name === name);
}

function needs({ uses }: Definition): (other: Definition) => boolean {
  return ({ name }) => uses.includes(name);
}
