import { type Refused, refuse } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import { lineOf } from '../language/markers.ts';
import { regionsOf, withFiles } from '../language/program.ts';
import type { Region } from '../language/source.ts';
import { elisionIn } from './elision.ts';
import { closestPlace, findLines, type Line, type Rung, solidLines, strictness } from './match.ts';
import { type Replacement, trimBlank } from './replacements.ts';
import { piecesOf, spellingsOf } from './spellings.ts';

/** A program after replacements, and how well each SEARCH part matched. */
export interface Replaced {
  readonly status: 'replaced';
  readonly files: Files;
  readonly rungs: readonly Rung[];
}

/** Makes all replacements, one after the other, or none. */
export function makeReplacements(parent: Program, replacements: readonly Replacement[]): Replaced | Refused {
  let program = parent;
  const rungs: Rung[] = [];
  for (const replacement of replacements.flatMap((each) => piecesOf(each, parent))) {
    const made = makeOne(program, replacement);
    if ('status' in made) return made;
    program = withFiles(program, { ...program.files, [made.file]: made.text });
    rungs.push(made.rung);
  }
  return { status: 'replaced', files: program.files, rungs };
}

interface MatchedLines {
  readonly file: string;
  /** The lines that were searched, and the index of the first that matches. */
  readonly lines: readonly Line[];
  readonly at: number;
}

interface Made {
  readonly file: string;
  readonly text: string;
  readonly rung: Rung;
}

function makeOne(program: Program, replacement: Replacement): Made | Refused {
  const wanted = solid(replacement.search);
  if (wanted.length === 0)
    return refuse('no-match', 'a SEARCH part is empty: copy into it the lines that are to be replaced');
  const left = elisionIn(replacement.replace.join('\n'), program);
  if (left) return refuse('no-code', `code was left out of a REPLACE part ("${left}"): write all of it`);
  for (const spelling of spellingsOf(replacement)) {
    const made = replaceLines(program, spelling);
    if (made) return made;
  }
  return replacePart(program, replacement) ?? notFound(program.files, wanted, stretchesOf(program, replacement.file));
}

const solid = (lines: readonly string[]) => lines.filter((line) => line.trim() !== '');

/** Replaces whole lines; undefined where they are not found. */
function replaceLines(program: Program, { search, replace, file: named }: Replacement): Made | Refused | undefined {
  const wanted = solid(search);
  if (wanted.length === 0) return undefined; // it was nothing but fences
  const matches = stretchesOf(program, named).flatMap(({ file, lines }) => {
    const match = findLines(
      wanted,
      lines.map(({ text }) => text),
    );
    return match ? [{ rung: match.rung, places: match.places.map((at): MatchedLines => ({ file, lines, at })) }] : [];
  });
  // An exact match in one block is not ambiguous because of a loose match in another.
  const rung = matches.map((match) => match.rung).sort(byStrictness)[0];
  if (rung === undefined) return undefined;
  const places = matches.filter((match) => match.rung === rung).flatMap((match) => match.places);
  if (places.length > 1) return ambiguous(program.files, wanted, places.map(offsetOf));
  return { ...splice(program.files, places[0] as MatchedLines, wanted, replace), rung };
}

const offsetOf = ({ file, lines, at }: MatchedLines) => ({ file, start: (lines[at] as Line).start });

/** Replaces a text that begins or ends within a line, and stands in the program once; undefined where it does not. */
function replacePart(program: Program, { search, replace, file: named }: Replacement): Made | Refused | undefined {
  const [wanted, written] = [search, replace].map((lines) => trimBlank(lines).join('\n').trim()) as [string, string];
  const edge = (side: string, character: string | undefined) => (/\w/.test(character ?? '') ? side : '');
  const pattern = edge('(?<!\\w)', wanted[0]) + RegExp.escape(wanted) + edge('(?!\\w)', wanted.at(-1));
  const places = openRegions(program, named).flatMap(({ file, region }) => {
    const text = (program.files[file] as string).slice(region.start, region.end);
    return [...text.matchAll(new RegExp(pattern, 'g'))].map(({ index }) => ({ file, start: region.start + index }));
  });
  const [place] = places;
  if (!place) return undefined;
  if (places.length > 1) return ambiguous(program.files, solid(search), places);
  const text = program.files[place.file] as string;
  const end = place.start + wanted.length;
  return { file: place.file, text: text.slice(0, place.start) + written + text.slice(end), rung: 'part of a line' };
}

const byStrictness = (a: Rung, b: Rung) => strictness.indexOf(a) - strictness.indexOf(b);

interface OpenRegion {
  readonly file: string;
  readonly region: Region;
}

/** What may change of the named file, or of all files. */
function openRegions(program: Program, named: string | undefined): readonly OpenRegion[] {
  const all = Object.entries(regionsOf(program)).filter(([file]) => named === undefined || named === file);
  return all.flatMap(([file, regions]) => regions.map((region) => ({ file, region })));
}

/** The lines that may change, one stretch for each block. */
function stretchesOf(program: Program, named: string | undefined): readonly { file: string; lines: readonly Line[] }[] {
  return openRegions(program, named).map(({ file, region: { start, end } }) => ({
    file,
    lines: solidLines(program.files[file] as string, start, end),
  }));
}

function splice(
  files: Files,
  { file, lines, at }: MatchedLines,
  wanted: readonly string[],
  replace: readonly string[],
) {
  const text = files[file] as string;
  const [first, last] = [lines[at] as Line, lines[at + wanted.length - 1] as Line];
  const shift = shiftOf(indentOf(wanted[0] as string), indentOf(first.text));
  const breaks = text.includes('\r\n') ? '\r\n' : '\n';
  const written = trimBlank(replace).map((line) => (line.trim() === '' ? '' : shift(line)));
  // Without new text, the line break goes too.
  const end = written.length === 0 && text[last.end] === '\n' ? last.end + 1 : last.end;
  return { file, text: text.slice(0, first.start) + written.join(breaks) + text.slice(end) };
}

const indentOf = (line: string) => /^\s*/.exec(line)?.[0] ?? '';

/** Moves lines that were written at one indentation to another. */
function shiftOf(from: string, to: string): (line: string) => string {
  return (line) => (line.startsWith(from) ? to + line.slice(from.length) : line);
}

function notFound(
  files: Files,
  wanted: readonly string[],
  stretches: readonly { readonly lines: readonly Line[] }[],
): Refused {
  const outside = Object.values(files).some((text) =>
    findLines(
      wanted,
      solidLines(text).map((line) => line.text),
    ),
  );
  if (outside)
    return refuse(
      'outside-block',
      `these lines stand outside the EVOLVE-BLOCK regions and may not change:\n${quote(wanted)}`,
    );
  const lines = stretches.flatMap((stretch) => stretch.lines.map(({ text }) => text));
  const at = closestPlace(wanted, lines);
  const closest =
    at === undefined ? '' : `\nThe closest lines of the program are:\n${quote(lines.slice(at, at + wanted.length))}`;
  return refuse('no-match', `these lines of a SEARCH part are not in the program:\n${quote(wanted)}${closest}`);
}

function ambiguous(
  files: Files,
  wanted: readonly string[],
  places: readonly { readonly file: string; readonly start: number }[],
): Refused {
  const where = places.map(({ file, start }) => `${file} line ${lineOf(files[file] as string, start)}`);
  return refuse(
    'ambiguous',
    `these lines stand in ${places.length} places (${where.join(', ')}); copy more of the lines around them:\n${quote(wanted)}`,
  );
}

function quote(lines: readonly string[]): string {
  const shown = lines.slice(0, 12).map((line) => `    ${line}`);
  return [
    ...shown,
    ...(lines.length > shown.length ? [`    (and ${lines.length - shown.length} more lines)`] : []),
  ].join('\n');
}
