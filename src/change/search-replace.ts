import { type Refused, refuse } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import { lineOf } from '../language/markers.ts';
import { regionsOf, withFiles } from '../language/program.ts';
import type { Region } from '../language/source.ts';
import { linesOf } from './fences.ts';
import { closestPlace, findLines, type Line, type Rung, solidLines } from './match.ts';

/** One replacement that an answer asks for. */
export interface Replacement {
  readonly search: readonly string[];
  readonly replace: readonly string[];
  /** The file it names on the line before, if any. */
  readonly file: string | undefined;
}

const begin = /^\s*<{5,}\s*SEARCH\b/;
const middle = /^\s*={5,}\s*$/;
const finish = /^\s*>{5,}\s*REPLACE\s*$/;

/** The SEARCH/REPLACE blocks of an answer, wherever they stand; undefined where one is not whole. */
export function replacementsOf(answer: string, names: readonly string[]): readonly Replacement[] | undefined {
  const found: Replacement[] = [];
  let part: 'outside' | 'search' | 'replace' = 'outside';
  let [search, replace, file]: [string[], string[], string | undefined] = [[], [], undefined];
  for (const line of linesOf(answer)) {
    if (part === 'outside' && begin.test(line)) [part, search, replace] = ['search', [], []];
    else if (part === 'search' && middle.test(line)) part = 'replace';
    else if (part === 'replace' && finish.test(line)) {
      found.push({ search, replace, file });
      part = 'outside';
    } else if (part === 'search') search.push(line);
    else if (part === 'replace') replace.push(line);
    else
      file =
        names.find((name) => line.includes(name)) ??
        (line.trim() === '' || /^\s*[`~]{3}/.test(line) ? file : undefined);
  }
  return part === 'outside' ? found : undefined;
}

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
  for (const replacement of replacements) {
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

function makeOne(program: Program, replacement: Replacement): { file: string; text: string; rung: Rung } | Refused {
  const wanted = replacement.search.filter((line) => line.trim() !== '');
  if (wanted.length === 0)
    return refuse('no-match', 'a SEARCH part is empty: copy into it the lines that are to be replaced');
  const { files } = program;
  const stretches = stretchesOf(program, replacement.file);
  const matches = stretches.flatMap(({ file, lines }) => {
    const match = findLines(
      wanted,
      lines.map(({ text }) => text),
    );
    return match ? [{ rung: match.rung, places: match.places.map((at): MatchedLines => ({ file, lines, at })) }] : [];
  });
  // An exact match in one block is not ambiguous because of a loose match in another.
  const rung = matches.map((match) => match.rung).sort(byStrictness)[0];
  const places = matches.filter((match) => match.rung === rung).flatMap((match) => match.places);
  if (rung === undefined) return notFound(files, wanted, stretches);
  if (places.length > 1) return ambiguous(files, wanted, places);
  return { ...splice(files, places[0] as MatchedLines, wanted, replacement.replace), rung };
}

const strictness: readonly Rung[] = ['exact', 'trailing whitespace', 'indentation', 'whitespace', 'anchors'];
const byStrictness = (a: Rung, b: Rung) => strictness.indexOf(a) - strictness.indexOf(b);

/** The lines that may change: one stretch for each block of the named file, or of all files. */
function stretchesOf(program: Program, named: string | undefined): readonly { file: string; lines: readonly Line[] }[] {
  return Object.entries(regionsOf(program)).flatMap(([file, regions]) =>
    named !== undefined && named !== file
      ? []
      : regions.map((region: Region) => ({
          file,
          lines: solidLines(program.files[file] as string, region.start, region.end),
        })),
  );
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
  const solid = trimBlank(replace).map((line) => (line.trim() === '' ? '' : shift(line)));
  // Without new text, the line break goes too.
  const end = solid.length === 0 && text[last.end] === '\n' ? last.end + 1 : last.end;
  return { file, text: text.slice(0, first.start) + solid.join(breaks) + text.slice(end) };
}

const indentOf = (line: string) => /^\s*/.exec(line)?.[0] ?? '';

/** Moves lines that were written at one indentation to another. */
function shiftOf(from: string, to: string): (line: string) => string {
  return (line) => (line.startsWith(from) ? to + line.slice(from.length) : line);
}

export function trimBlank(lines: readonly string[]): readonly string[] {
  const solid = (line: string) => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(solid)), lines.findLastIndex(solid) + 1);
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

function ambiguous(files: Files, wanted: readonly string[], places: readonly MatchedLines[]): Refused {
  const where = places.map(
    ({ file, lines, at }) => `${file} line ${lineOf(files[file] as string, (lines[at] as Line).start)}`,
  );
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
