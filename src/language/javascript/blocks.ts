import type { Program } from '../../api/program.ts';
import { derive } from '../derive.ts';
import { type SourceFile, sourcesOf } from '../program.ts';
import { parse } from './parse.ts';
import { lineOf } from './read.ts';

/** A stretch of text that may change. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

export interface Blocks {
  readonly regions: readonly Region[];
  readonly error: string | undefined;
}

/** The text between the comments EVOLVE-BLOCK-START and EVOLVE-BLOCK-END of a file. */
export const blocksOf: (file: SourceFile) => Blocks = derive((file) => {
  const { text } = file;
  const regions: Region[] = [];
  let open: number | undefined;
  for (const { value, start, end } of parse(file).comments) {
    const marker = value.trim();
    const complain = (what: string): Blocks => ({ regions: [], error: `line ${lineOf(text, start)}: ${what}` });
    if (marker === 'EVOLVE-BLOCK-START') {
      if (open !== undefined) return complain('EVOLVE-BLOCK-START inside a block; blocks do not nest');
      open = end;
    } else if (marker === 'EVOLVE-BLOCK-END') {
      if (open === undefined) return complain('EVOLVE-BLOCK-END without an EVOLVE-BLOCK-START before it');
      regions.push({ start: open, end: start });
      open = undefined;
    }
  }
  const error =
    open === undefined ? undefined : `line ${lineOf(text, open)}: EVOLVE-BLOCK-START without an EVOLVE-BLOCK-END`;
  return { regions, error };
});

/** The regions of each file that may change: its blocks, or all of it where no file of the program has any. */
export const regionsOf: (program: Program) => Readonly<Record<string, readonly Region[]>> = derive((program) => {
  const files = sourcesOf(program);
  const marked = hasMarkers(program);
  return Object.fromEntries(
    files.map((file) => [file.name, marked ? blocksOf(file).regions : [{ start: 0, end: file.text.length }]]),
  );
});

/** Whether a file of the program has blocks. */
export function hasMarkers(program: Program): boolean {
  return sourcesOf(program).some((file) => blocksOf(file).regions.length > 0);
}

/** The text that must stay as it is: everything outside the regions, markers included. */
export function fixedText(text: string, regions: readonly Region[]): string {
  const ends = [0, ...regions.map(({ end }) => end)];
  const starts = [...regions.map(({ start }) => start), text.length];
  return ends.map((end, index) => text.slice(end, starts[index])).join('\0');
}
