import type { Blocks, CommentSign } from './language.ts';
import type { Region } from './source.ts';

/** A marker's kind and place: from the sign that opens its comment to the end of the comment. */
interface Marker extends Region {
  readonly kind: 'START' | 'END';
}

/**
 * The blocks between markers in comments with these signs. A marker is all that its comment holds, and ends its line.
 * `isComment` tells whether a comment begins at an offset; where that is not known, a marker has a line of its own.
 */
export function findBlocks(
  text: string,
  signs: readonly CommentSign[],
  isComment?: (offset: number) => boolean,
): Blocks {
  const regions: Region[] = [];
  let open: Marker | undefined;
  for (const marker of markersIn(text, signs, isComment)) {
    const complain = (what: string): Blocks => ({ regions: [], error: at(text, marker, what) });
    if (marker.kind === 'START') {
      if (open) return complain('EVOLVE-BLOCK-START inside a block; blocks do not nest');
      open = marker;
    } else {
      if (!open) return complain('EVOLVE-BLOCK-END without an EVOLVE-BLOCK-START before it');
      regions.push({ start: open.end, end: marker.start });
      open = undefined;
    }
  }
  const error = open && at(text, open, 'EVOLVE-BLOCK-START without an EVOLVE-BLOCK-END');
  return { regions, error };
}

function at(text: string, { start }: Marker, what: string): string {
  return `line ${lineOf(text, start)}: ${what}`;
}

/** Line number of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function markersIn(
  text: string,
  signs: readonly CommentSign[],
  isComment?: (offset: number) => boolean,
): readonly Marker[] {
  if (!text.includes('EVOLVE-BLOCK-')) return [];
  const comment = signs.map(
    ({ open, close = '' }) => `${RegExp.escape(open)}[ \\t]*${name}[ \\t]*${RegExp.escape(close)}`,
  );
  const marker = new RegExp(`(?:${comment.join('|')})(?=[ \\t]*\\r?$)`, 'gm');
  return [...text.matchAll(marker)].flatMap(({ 0: found, index: start }) => {
    if (isComment ? !isComment(start) : !isFirstOnLine(text, start)) return [];
    return [{ kind: found.includes('-START') ? 'START' : 'END', start, end: start + found.length }];
  });
}

const name = 'EVOLVE-BLOCK-(?:START|END)';

function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}
