import type { Program } from '../../api/program.ts';
import { fieldOf, is, kindOf, partsOf, regionOf, type SyntaxTree, textOf } from '../../language/syntax-tree.ts';
import { fitted } from '../../language/tree-expression.ts';
import { type Site, sitesOf } from '../../language/tree-site.ts';
import { cutOf, unwrapped } from '../../language/tree-statement.ts';
import type { Cut } from './cut.ts';

/** Every statement and function of a language with a tree-sitter grammar that may be left out, also those that others need. */
export function treeStatementCuts(program: Program): readonly Cut[] {
  const sites = sitesOf(program, (tree, node) => is(tree, node, 'statement') || is(tree, node, 'function'));
  return sites.map(({ file, tree, node }) => ({ file: file.name, ...cutOf(tree, node) }));
}

/** Every way to replace code by one of its parts: the block of a statement, operands, arguments; or to leave out `else`. */
export function treePartCuts(program: Program): readonly Cut[] {
  const blocks = sitesOf(program, (tree, node) => is(tree, node, 'statement') && is(tree, node, 'branch'));
  const others = sitesOf(
    program,
    (tree, node) => fieldOf(tree, node) === 'alternative' && kindOf(tree, node).endsWith('clause'),
  );
  const values = sitesOf(program, isComposed);
  return [
    ...blocks.flatMap(blockCuts),
    ...others.map(({ file, tree, node }) => ({ file: file.name, ...cutOf(tree, node) })),
    ...values.flatMap(operandCuts),
  ];
}

/** A statement with a block becomes what stands in the block. */
function blockCuts({ file, tree, node }: Site): readonly Cut[] {
  const bodies = partsOf(tree, node).filter((part) => is(tree, part, 'block') || kindOf(tree, part) === 'block');
  return bodies.map((body) => ({ file: file.name, ...regionOf(tree, node), text: unwrapped(tree, node, body) }));
}

function isComposed(tree: SyntaxTree, node: number): boolean {
  if (!is(tree, node, 'value') || is(tree, node, 'parentheses')) return false;
  return (
    is(tree, node, 'binary') ||
    is(tree, node, 'call') ||
    /unary|not_operator|conditional|ternary/.test(kindOf(tree, node))
  );
}

/** Operands stand directly in an operation, arguments in the list of a call. */
function operandCuts(site: Site): readonly Cut[] {
  const { file, tree, node } = site;
  const lists = partsOf(tree, node).filter((part) => kindOf(tree, part).startsWith('argument'));
  const parts = [node, ...lists].flatMap((around) => partsOf(tree, around)).filter((part) => is(tree, part, 'value'));
  const texts = parts.map((part) => fitted({ ...site, node: part }, tree, node));
  return texts
    .filter((text) => text.length < textOf(tree, node).length)
    .map((text) => ({ file: file.name, ...regionOf(tree, node), text }));
}
