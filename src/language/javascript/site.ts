import MagicString from 'magic-string';
import { type Refused, refuse } from '../../api/attempt.ts';
import type { Program } from '../../api/program.ts';
import { type SourceFile, sourcesOf, withFiles } from '../program.ts';
import { type Region, regionsOf } from './blocks.ts';
import { faultyNamesOf } from './names.ts';
import { parse } from './parse.ts';
import { isInside, type Place, placesOf } from './place.ts';

/** A place in one of the program's files that an operator may change. */
export interface Site {
  readonly file: SourceFile;
  readonly place: Place;
  /** The regions of the file that may change. */
  readonly regions: readonly Region[];
}

/** A stretch of a file. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** New text for a stretch of a file. */
export interface Edit extends Span {
  readonly text: string;
}

/** Names that need no declaration in a candidate. */
const globals = new Set([
  ...[
    'Math',
    'Number',
    'Infinity',
    'NaN',
    'undefined',
    'Array',
    'Object',
    'String',
    'Boolean',
    'BigInt',
    'Symbol',
    'JSON',
  ],
  ...[
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'Error',
    'RangeError',
    'TypeError',
    'Float64Array',
    'Float32Array',
    'Int32Array',
  ],
  ...['Uint32Array', 'Int16Array', 'Uint16Array', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'BigInt64Array'],
  ...['BigUint64Array', 'ArrayBuffer', 'DataView', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
]);

/** The places inside the program's blocks that `wanted` accepts. */
export function sitesOf(program: Program, wanted: (place: Place) => boolean): readonly Site[] {
  return sourcesOf(program).flatMap((file) => {
    const regions = regionsOf(program)[file.name] ?? [];
    if (regions.length === 0) return [];
    const places = placesOf(file).filter((place) => wanted(place) && isInside(place.node, regions));
    return places.map((place) => ({ file, place, regions }));
  });
}

/** The text of a site's node, or of another in its file. */
export function textOf({ file, place }: Site, { start, end }: Span = place.node): string {
  return file.text.slice(start, end);
}

/** A text of any length, shortened and quoted for a summary. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}

/** Replaces stretches of a file that do not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  if (edits.length === 1 && edits[0]) return text.slice(0, edits[0].start) + edits[0].text + text.slice(edits[0].end);
  const result = new MagicString(text);
  for (const { start, end, text: replacement } of edits)
    if (start === end) result.prependLeft(start, replacement);
    else result.update(start, end, replacement);
  return result.toString();
}

/** Why a program cannot replace another: a file does not parse, or uses a name that it cannot use there. */
export function faultOf(before: Program, after: Program): Refused | undefined {
  const [old, changed] = [sourcesOf(before), sourcesOf(after)];
  for (const [index, file] of changed.entries()) {
    const fault = file === old[index] ? undefined : faultIn(old[index] as SourceFile, file);
    if (fault) return fault;
  }
  return undefined;
}

function faultIn(before: SourceFile, after: SourceFile): Refused | undefined {
  const { error } = parse(after);
  if (error) return refuse('syntax', `${after.name}, ${error}`);
  const [was, is] = [faultyNamesOf(before), faultyNamesOf(after)];
  const unknown = [...is.free].find((name) => !was.free.has(name) && !globals.has(name));
  if (unknown) return refuse('no-site', `${unknown} is declared nowhere`);
  const misused = [...is.misused].find((name) => !was.misused.has(name));
  if (misused) return refuse('no-site', `${misused} is used before its declaration, or is a constant that is written`);
  return undefined;
}

/** The program with some edits in one file. */
export function withEdits(program: Program, file: string, edits: readonly Edit[]): Program {
  return withFiles(program, { ...program.files, [file]: edited(program.files[file] as string, edits) });
}

/** The program with some edits in one file, or a refusal where the result cannot replace it (see `faultOf`). */
export function changed(program: Program, file: string, edits: readonly Edit[]): Program | Refused {
  const child = withEdits(program, file, edits);
  if (child.files[file] === program.files[file]) return refuse('unchanged', 'the text stayed as it was');
  return faultOf(program, child) ?? child;
}
