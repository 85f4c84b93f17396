import { derive } from '../derive.ts';
import type { Blocks } from '../language.ts';
import { lineOf } from '../markers.ts';
import type { Region, SourceFile } from '../source.ts';
import { parse } from './parse.ts';

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
