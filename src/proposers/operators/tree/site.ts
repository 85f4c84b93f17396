import type { Refusal } from '../../../api/attempt.ts';
import type { Program } from '../../../api/program.ts';
import type { Proposal, Request } from '../../../api/proposer.ts';
import { languageOf } from '../../../language/index.ts';
import { type Language, newFault, type Region } from '../../../language/language.ts';
import { regionsOf } from '../../../language/of-program.ts';
import { type SourceFile, sourcesOf } from '../../../language/program.ts';
import type { SyntaxTree } from '../../../language/syntax-tree.ts';

/** A node of a program's tree. */
export interface Site {
  readonly file: SourceFile;
  readonly language: Language;
  readonly tree: SyntaxTree;
  readonly node: number;
}

/** A stretch of a file and its new text. */
export interface Edit extends Region {
  readonly text: string;
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
    if (wanted(tree, node) && isInside(tree, node, regions)) found.push(node);
  return found;
}

function isInside(tree: SyntaxTree, node: number, regions: readonly Region[]): boolean {
  const [from, to] = [tree.start[node] as number, tree.end[node] as number];
  return regions.some(({ start, end }) => start <= from && to <= end);
}

export function refuse(reason: Refusal, feedback: string): Proposal {
  return { status: 'refused', reason, feedback };
}

/** A text of any length as a part of a summary. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}

/** Replaces stretches of a text that do not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  const backwards = edits.toSorted((a, b) => b.start - a.start || b.end - a.end);
  return backwards.reduce((result, { start, end, text }) => result.slice(0, start) + text + result.slice(end), text);
}

/** The parent with some edits of one file, or a refusal where it reads worse than before. */
export function childOf(
  { parent }: Request,
  name: string,
  edits: readonly Edit[],
  summary: string,
  mate?: number,
): Proposal {
  const before = sourcesOf(parent.program).find((file) => file.name === name) as SourceFile;
  const after = { name, text: edited(before.text, edits) };
  if (after.text === before.text) return refuse('unchanged', 'the text stayed as it was');
  const language = languageOf(name);
  const fault = newFault(language.faults(before), language.faults(after));
  if (fault) return refuse('syntax', `${name}, ${fault}`);
  const files = { ...parent.program.files, [name]: after.text };
  return { status: 'proposed', files, summary, ...(mate === undefined ? {} : { mate }) };
}
