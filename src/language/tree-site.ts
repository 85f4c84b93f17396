import type { Program } from '../api/program.ts';
import { languageOf } from './index.ts';
import type { Language } from './language.ts';
import { isInside, regionsOf } from './program.ts';
import { type Region, type SourceFile, sourcesOf } from './source.ts';
import { regionOf, type SyntaxTree } from './syntax-tree.ts';

/** A node of a program's tree. */
export interface Site {
  readonly file: SourceFile;
  readonly language: Language;
  readonly tree: SyntaxTree;
  readonly node: number;
}

/** The nodes inside a program's blocks that `wanted` accepts. */
export function sitesOf(program: Program, wanted: (tree: SyntaxTree, node: number) => boolean): readonly Site[] {
  const regions = regionsOf(program);
  return sourcesOf(program).flatMap((file) => {
    const language = languageOf(file.name);
    const open = regions[file.name] ?? [];
    const tree = open.length > 0 ? language.tree?.(file) : undefined;
    return tree ? nodesIn(tree, open, wanted).map((node) => ({ file, language, tree, node })) : [];
  });
}

function nodesIn(
  tree: SyntaxTree,
  regions: readonly Region[],
  wanted: (tree: SyntaxTree, node: number) => boolean,
): readonly number[] {
  const found: number[] = [];
  for (let node = 0; node < tree.length; node++)
    if (wanted(tree, node) && isInside(regionOf(tree, node), regions)) found.push(node);
  return found;
}
