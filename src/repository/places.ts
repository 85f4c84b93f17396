import { UsageError } from '../api/errors.ts';
import type { Files } from '../api/program.ts';
import { languageOf } from '../language/index.ts';
import type { Definition } from '../language/language.ts';
import type { Region, SourceFile } from '../language/source.ts';

/** The paths of the files that `evolve` of a germline.yaml names, each once, in its order. */
export function filesIn(evolve: readonly string[]): readonly string[] {
  return [...new Set(evolve.map((place) => place.split('#')[0] as string))];
}

/**
 * The initial program of a repository: `originals` holds the text of each file of `evolve`, by path. Named functions get
 * EVOLVE-BLOCK marks on lines of their own. Where a file has marks, a file that is to change as a whole gets them too,
 * as nothing outside of marks changes in such a program. @throws {UsageError} for a function that is not there.
 */
export function markFiles(originals: Files, evolve: readonly string[]): Files {
  const marked = filesIn(evolve).map((path) => {
    const original = originals[path];
    if (original === undefined) throw new UsageError(`evolve: there is no file ${path}.`);
    return { name: path, text: markPlaces(path, original, namesIn(evolve, path)) };
  });
  const some = marked.some(hasMarks);
  const whole = (file: SourceFile) => (some && !hasMarks(file) ? markAll(file) : file.text);
  return Object.fromEntries(marked.map((file) => [file.name, whole(file)]));
}

/** The files of a candidate as they belong into the repository: without the marks that `markFiles` added. */
export function unmarkFiles(files: Files, originals: Files): Files {
  const plain = ([path, text]: [string, string]) => {
    const isOwn = hasMarks({ name: path, text: originals[path] ?? '' });
    return [path, isOwn ? text : unmark(path, text)];
  };
  return Object.fromEntries(Object.entries(files).map(plain));
}

/** The functions of a file that may change; none where all of it may. */
function namesIn(evolve: readonly string[], path: string): readonly string[] {
  const places = evolve.map((place) => place.split('#')).filter(([file]) => file === path);
  return places.every(([, name]) => name) ? places.map(([, name]) => name as string) : [];
}

/**
 * A text with marks around some of its functions and classes, named as `rank`, `Class.method` or by any longer end of
 * their names; unchanged where no names are given. @throws {UsageError} for a name that none or several have.
 */
export function markPlaces(path: string, text: string, names: readonly string[]): string {
  if (names.length === 0) return text;
  const file = { name: path, text };
  if (hasMarks(file))
    throw new UsageError(
      `${path} has EVOLVE-BLOCK marks, which say what may change: name the file alone in evolve, or remove the marks.`,
    );
  const regions = joined(names.flatMap((name) => find(file, name)).map((region) => wholeLines(text, region)));
  const marked = insert(file, regions);
  if (isMarked(file, { name: path, text: marked }, regions.length)) return marked;
  throw new UsageError(`${path}: no line can be put around ${names.join(', ')}: write EVOLVE-BLOCK marks by hand.`);
}

/** A text without its lines that hold an EVOLVE-BLOCK mark and nothing else. */
export function unmark(path: string, text: string): string {
  const marks = new Set([markOf(path, 'START'), markOf(path, 'END')]);
  const lines = text.split('\n').filter((line) => !marks.has(line.trim()));
  return lines.join('\n');
}

function hasMarks(file: SourceFile): boolean {
  const { regions, error } = languageOf(file.name).blocks(file);
  return regions.length > 0 || error !== undefined;
}

function markOf(path: string, kind: 'START' | 'END'): string {
  const { open, close } = languageOf(path).comments[0] ?? { open: '#' };
  return `${open} EVOLVE-BLOCK-${kind}${close === undefined ? '' : ` ${close}`}`;
}

/** Every definition with a name, as a property and its setter are two. */
function find(file: SourceFile, name: string): readonly Definition[] {
  const all = definitionsIn(file);
  const exact = all.filter((one) => one.name === name);
  const found = exact.length > 0 ? exact : all.filter((one) => one.name.endsWith(`.${name}`));
  const names = new Set(found.map((one) => one.name));
  if (names.size === 1) return found;
  const which =
    names.size > 1 ? `can be ${list(names)}` : `is not there; these are: ${list(all.map((one) => one.name))}`;
  throw new UsageError(`evolve: ${file.name}#${name}: ${name} ${which}.`);
}

function definitionsIn(file: SourceFile): readonly Definition[] {
  const language = languageOf(file.name);
  const [fault] = language.faults(file);
  const all = language.definitions?.(file);
  if (all === undefined || all.length === 0)
    throw new UsageError(
      `evolve: no functions are found in ${file.name}${fault ? ` (${fault})` : ''}: name the file alone, or write EVOLVE-BLOCK marks into it.`,
    );
  return all;
}

/** Longest list of names in a message. */
const most = 40;

function list(names: Iterable<string>): string {
  const all = [...new Set(names)];
  return all.slice(0, most).join(', ') + (all.length > most ? ` and ${all.length - most} others` : '');
}

/** From the first character of a region's first line to the end of its last one. */
function wholeLines(text: string, { start, end }: Region): Region {
  const after = text.indexOf('\n', end);
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: after < 0 ? text.length : after };
}

/** Regions in the order of the text, those that meet as one. */
function joined(regions: readonly Region[]): readonly Region[] {
  const all: Region[] = [];
  for (const region of regions.toSorted((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last && region.start <= last.end)
      all[all.length - 1] = { start: last.start, end: Math.max(last.end, region.end) };
    else all.push(region);
  }
  return all;
}

/** Puts lines with marks around regions of whole lines, with their indentation and the line ends of the text. */
function insert({ name, text }: SourceFile, regions: readonly Region[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  let marked = '';
  let from = 0;
  for (const region of regions) {
    const indent = /^[ \t]*/.exec(text.slice(region.start))?.[0] ?? '';
    marked += `${text.slice(from, region.start)}${indent}${markOf(name, 'START')}${end}`;
    marked += `${text.slice(region.start, region.end)}\n${indent}${markOf(name, 'END')}`;
    from = region.end;
    if (end === '\r\n' && from < text.length) marked += '\r';
  }
  return marked + text.slice(from);
}

/** All of a text between marks; a first line that names an interpreter stays first. */
function markAll(file: SourceFile): string {
  const { text } = file;
  const start = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return insert(file, [{ start, end: text.endsWith('\n') ? text.length - 1 : text.length }]);
}

/** Whether marks are where they were put, and change nothing else. */
function isMarked(before: SourceFile, after: SourceFile, regions: number): boolean {
  const language = languageOf(before.name);
  const isSound = language.faults(after).length <= language.faults(before).length;
  return isSound && language.blocks(after).regions.length === regions && unmark(after.name, after.text) === before.text;
}
