import type { Program } from '../api/program.ts';
import { elisionIn } from './elision.ts';
import { notationOf } from './notation.ts';
import { type Replacement, trimBlank } from './replacements.ts';

const fence = /^\s*(?:`{3,}|~{3,})[\w+#.-]*\s*$/;
const number = /^\s*(\d+)\s*[|:│→\t] ?/;

/** The ways in which a replacement may have been meant, the likeliest first: as it is, without fences, without line numbers. */
export function spellingsOf(replacement: Replacement): readonly Replacement[] {
  const bare = withBoth(replacement, unfenced);
  const all = [replacement, bare, ...(isNumbered(bare.search) ? [withBoth(bare, unnumbered)] : [])];
  return all.filter(({ search }, index) => index === 0 || search !== replacement.search);
}

function withBoth(replacement: Replacement, change: (lines: readonly string[]) => readonly string[]): Replacement {
  return { ...replacement, search: change(replacement.search), replace: change(replacement.replace) };
}

function unfenced(lines: readonly string[]): readonly string[] {
  const solid = trimBlank(lines);
  const isFenced = solid.length >= 2 && fence.test(solid[0] as string) && fence.test(solid.at(-1) as string);
  return isFenced ? solid.slice(1, -1) : lines;
}

/** Whether each line begins with its number: those of a program do not count upwards. */
function isNumbered(lines: readonly string[]): boolean {
  const numbers = lines.filter((line) => line.trim() !== '').map((line) => Number(number.exec(line)?.[1]));
  return numbers.length > 0 && numbers.every((each, index) => each > (numbers[index - 1] ?? -1));
}

function unnumbered(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(number, ''));
}

/**
 * A replacement without the markers of blocks, which never change, and in pieces where both parts leave out the same code
 * with a comment such as `// ... existing code ...`.
 */
export function piecesOf(replacement: Replacement, program: Program): readonly Replacement[] {
  const { isComment } = notationOf(program);
  const isMarker = (line: string) => line.includes('EVOLVE-BLOCK-') && isComment(line.trim());
  const open = withBoth(replacement, (lines) => lines.filter((line) => !isMarker(line)));
  const isGap = (line: string) => line.trim() === '...' || elisionIn(line, program) !== undefined;
  const [search, replace] = [splitAt(open.search, isGap), splitAt(open.replace, isGap)];
  if (search.length === 1 || search.length !== replace.length) return [open];
  const pieces = search.map((lines, index) => ({ ...open, search: lines, replace: replace[index] ?? [] }));
  return pieces.filter((piece) => piece.search.join('\n') !== piece.replace.join('\n'));
}

function splitAt(lines: readonly string[], isGap: (line: string) => boolean): readonly (readonly string[])[] {
  const pieces: string[][] = [[]];
  for (const line of lines) {
    if (isGap(line)) pieces.push([]);
    else pieces.at(-1)?.push(line);
  }
  return pieces;
}
