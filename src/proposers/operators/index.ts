import type { Program } from '../../api/program.ts';
import type { Proposer } from '../../api/proposer.ts';
import { isScript, languageOf } from '../../language/index.ts';
import { javascriptOperators } from './javascript/index.ts';
import { numberOperators } from './numbers/index.ts';
import { treeOperators } from './tree/index.ts';

/** Operators of JavaScript and TypeScript. */
const ofScripts: readonly Proposer[] = [...numberOperators, ...javascriptOperators];
/** Operators of all languages with a tree-sitter grammar. Those that do what one of JavaScript does have its name. */
const ofTrees: readonly Proposer[] = [...numberOperators, ...treeOperators];

/** Names of operators whose children do the same as their parents, faster at best. */
export const forSpeed: ReadonlySet<string> = new Set([
  'unroll-loop',
  'interchange-loops',
  'extract-constant',
  'name-expression',
]);

/** The model-free operators for the languages of a program; none where only models can change it. */
export function operatorsFor({ files }: Program): readonly Proposer[] {
  const names = Object.keys(files);
  if (names.some(isScript)) return ofScripts;
  return names.some((name) => languageOf(name).tree) ? ofTrees : [];
}
