import { type Refused, refuse } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import { languageOf } from '../language/index.ts';
import { fixedText, hasMarkers, regionsOf, withFiles } from '../language/program.ts';
import { type Region, type SourceFile, sourceFile } from '../language/source.ts';
import { elisionIn } from './elision.ts';
import { type Fence, linesOf } from './fences.ts';
import { type Notation, notationOf } from './notation.ts';
import { trimBlank } from './replacements.ts';

/** A program rewritten from fences, and whether they held whole files or single blocks. */
export interface Rewritten {
  readonly status: 'rewritten';
  readonly files: Files;
  readonly format: 'file' | 'block';
}

/**
 * Replaces files or blocks by the text of fences. A fence with markers, and any fence of a program that has none, is a
 * whole file; any other is the new text of a block, and so is one with nothing around its markers where the program has
 * something there. Of several for the same file or block the last one counts.
 */
export function rewrite(parent: Program, fences: readonly Fence[]): Rewritten | Refused {
  const notation = notationOf(parent);
  const code = codeOf(fences, notation, blocksIn(parent).length).map((fence) => unwrapped(fence, parent));
  if (code.length === 0) return refuse('no-code', 'the answer holds no fenced block of code');
  let program = parent;
  let format: Rewritten['format'] = 'block';
  for (const fence of code) {
    const left = elisionIn(fence.text, parent);
    if (left) return refuse('no-code', `code was left out ("${left}"): write all of it`);
    const isFile = fence.text.includes('EVOLVE-BLOCK-START') || !hasMarkers(parent);
    const written = isFile ? writeFile(program, fence) : writeBlock(program, fence);
    if ('status' in written) return written;
    program = withFiles(program, { ...program.files, [written.file]: written.text });
    if (isFile) format = 'file';
  }
  return { status: 'rewritten', files: program.files, format };
}

/**
 * Fences in the program's language, or all where there are none; where they name no block or file, only the last, and rather
 * one that names the language or has markers: small models end with the outputs and feedback that the prompt ended with.
 */
function codeOf(fences: readonly Fence[], notation: Notation, places: number): readonly Fence[] {
  const language = (fence: Fence) => fence.info.split(/[\s:{]/)[0] ?? '';
  const solid = fences.filter(({ text }) => text.trim() !== '');
  const right = solid.filter((fence) => notation.isFence(language(fence)));
  const code = right.length > 0 ? right : solid;
  const isPlaced = (label: string) => numberIn(label, places) !== undefined || notation.namesFile(label);
  const placed = code.filter((fence) => isPlaced(labelOf(fence, notation)));
  if (placed.length > 0) return placed;
  const sure = code.filter((fence) => language(fence) !== '' || fence.text.includes('EVOLVE-BLOCK-'));
  return (sure.length > 0 ? sure : code).slice(-1);
}

/** The texts in which a fence may name its file or block: behind its opening, on the line before it, in its first line. */
function labelOf({ info, before, text }: Fence, { isComment }: Notation): string {
  const [first = ''] = text.trimStart().split('\n');
  return [info, before, isComment(first) ? first : ''].join('\n');
}

/** The first number of an existing block in a label: "tile with block 8x8" names none of two blocks. */
function numberIn(label: string, places: number): number | undefined {
  const numbers = [...label.matchAll(/\bblock\s*#?(\d+)/gi)].map(([, digits]) => Number(digits));
  return numbers.find((number) => number >= 1 && number <= places);
}

/** A model may write the markers of a block too. They are removed, unless a file of the program is nothing but a block. */
function unwrapped(fence: Fence, parent: Program): Fence {
  const { betweenMarkers, besideMarker } = notationOf(parent);
  const isLone = fence.text.includes('EVOLVE-BLOCK-START') !== fence.text.includes('EVOLVE-BLOCK-END');
  if (isLone && hasMarkers(parent)) return { ...fence, text: besideMarker(fence.text) };
  const text = betweenMarkers(fence.text);
  if (text === undefined || !hasMarkers(parent)) return fence;
  return Object.values(parent.files).some((file) => betweenMarkers(file) !== undefined) ? fence : { ...fence, text };
}

type Written = { readonly file: string; readonly text: string };

function writeFile(program: Program, fence: Fence): Written | Refused {
  const { files } = program;
  const regions = regionsOf(program);
  const open = Object.keys(files).filter((name) => (regions[name]?.length ?? 0) > 0);
  const label = labelOf(fence, notationOf(program));
  const file = open.find((name) => label.includes(name)) ?? (open.length === 1 ? open[0] : undefined);
  if (file === undefined) return refuse('no-code', `say which file a block is for: one of ${open.join(', ')}`);
  const text = endLike(fence.text, files[file] as string);
  return { file, text: hasMarkers(program) ? keepFixed(sourceFile(file, files[file] as string), text) : text };
}

/** The answer's blocks in the parent's text, where the rest differs in whitespace only. */
function keepFixed(file: SourceFile, after: string): string {
  const before = file.text;
  const { blocks } = languageOf(file.name);
  const [own, given] = [blocks(file).regions, blocks(sourceFile(file.name, after)).regions];
  const bare = (text: string, regions: readonly Region[]) => fixedText(text, regions).replace(/\s+/g, '');
  if (own.length !== given.length || bare(before, own) !== bare(after, given)) return after; // the gates refuse it
  return replaceRegions(
    before,
    own,
    given.map(({ start, end }) => after.slice(start, end)),
  );
}

function replaceRegions(text: string, regions: readonly Region[], contents: readonly string[]): string {
  const starts = [0, ...regions.map(({ end }) => end)];
  const pieces = regions.map(({ start }, index) => text.slice(starts[index], start) + (contents[index] ?? ''));
  return pieces.join('') + text.slice(starts.at(-1));
}

/** The blocks of all files, in the order of their numbers. */
function blocksIn(program: Program): readonly { readonly file: string; readonly region: Region }[] {
  return Object.entries(regionsOf(program)).flatMap(([file, regions]) => regions.map((region) => ({ file, region })));
}

function writeBlock(program: Program, fence: Fence): Written | Refused {
  const all = blocksIn(program);
  const notation = notationOf(program);
  const label = labelOf(fence, notation);
  const number = numberIn(label, all.length);
  const named = all.filter(({ file }) => label.includes(file));
  const chosen = number ? all[number - 1] : named.length === 1 ? named[0] : all.length === 1 ? all[0] : undefined;
  if (!chosen)
    return refuse(
      'no-code',
      `say which block the code is for, as in \`\`\`${notation.fence} block 1 (there are ${all.length})`,
    );
  const { file, region } = chosen;
  const text = program.files[file] as string;
  const content = frame(text.slice(region.start, region.end), withoutSurroundings(fence.text, text, region, notation));
  return { file, text: text.slice(0, region.start) + content + text.slice(region.end) };
}

/** New text for a block, on lines of its own as the old one was. */
function frame(old: string, text: string): string {
  const lead = /^[^\S\n]*\r?\n/.exec(old)?.[0] ?? '';
  const trail = /\n([^\S\n]*)$/.exec(old)?.[1];
  return lead + trimBlank(linesOf(text)).join('\n') + (trail === undefined ? '' : `\n${trail}`);
}

/** A model that was asked for a block may repeat the text around it too; an exact copy is removed. */
function withoutSurroundings(text: string, file: string, { start, end }: Region, notation: Notation): string {
  const [before, after] = [file.slice(0, start), file.slice(end)].map(notation.withoutMarkers);
  let inner = text;
  if (before && inner.trimStart().startsWith(before)) inner = inner.trimStart().slice(before.length);
  if (after && inner.trimEnd().endsWith(after)) inner = inner.trimEnd().slice(0, -after.length);
  return inner;
}

/** With the last line break that the old text had. */
function endLike(text: string, old: string): string {
  return text.trimEnd() + old.slice(old.trimEnd().length); // a pattern takes the square of the spaces inside
}
