import { hash } from 'node:crypto';
import type { Files, LanguageId, Program } from '../api/program.ts';
import { derive, deriveLately } from './derive.ts';
import { languageOf } from './index.ts';
import type { Measures, NumberSite } from './language.ts';
import { type Region, type SourceFile, shareSources, sourcesOf } from './source.ts';

/** A program of some files. A file is parsed once, when it is first needed. */
export function readProgram(
  files: Files,
  entry = Object.keys(files)[0] ?? '',
  language: LanguageId = languageOf(entry).id,
): Program {
  return { files, entry, language };
}

/** The program with other texts in its files; files that stay the same are not parsed again. */
export function withFiles(program: Program, files: Files): Program {
  shareSources(program, files);
  return { files, entry: program.entry, language: program.language };
}

/** Whether two programs have the same files with the same texts. */
export function sameTexts(one: Program, other: Program): boolean {
  const names = Object.keys(one.files);
  return (
    names.length === Object.keys(other.files).length && names.every((name) => one.files[name] === other.files[name])
  );
}

/** Whether a file of the program has blocks. */
export function hasMarkers(program: Program): boolean {
  return sourcesOf(program).some((file) => languageOf(file.name).blocks(file).regions.length > 0);
}

/** The regions of each file that may change: its blocks, or all of it where no file of the program has any. */
export const regionsOf: (program: Program) => Readonly<Record<string, readonly Region[]>> = derive((program) => {
  const marked = hasMarkers(program);
  const open = (file: SourceFile) =>
    marked ? languageOf(file.name).blocks(file).regions : [{ start: 0, end: file.text.length }];
  return Object.fromEntries(sourcesOf(program).map((file) => [file.name, open(file)]));
});

/** The text that may change, of all files. */
export const openText: (program: Program) => string = derive((program) => {
  const regions = regionsOf(program);
  const open = sourcesOf(program).flatMap(({ name, text }) =>
    (regions[name] ?? []).map(({ start, end }) => text.slice(start, end)),
  );
  return open.join('\n');
});

/** The text that must stay as it is: everything outside the regions, markers included. */
export function fixedText(text: string, regions: readonly Region[]): string {
  const ends = [0, ...regions.map(({ end }) => end)];
  const starts = [...regions.map(({ start }) => start), text.length];
  return ends.map((end, index) => text.slice(end, starts[index])).join('\0');
}

/**
 * Digest of what a program says: the same for programs that differ only in layout, comments and the spelling of numbers,
 * as far as their languages are known. 40 hexadecimal digits.
 */
export const programKey: (program: Program) => string = derive((program) =>
  combine(program, (file) => languageOf(file.name).key(file)),
);

/** The same without the values of numbers: programs of one shape differ in numbers only. */
export const programShape: (program: Program) => string = derive((program) =>
  combine(program, (file) => languageOf(file.name).shape(file)),
);

function combine(program: Program, part: (file: SourceFile) => string): string {
  const parts = sourcesOf(program).map((file) => `${file.name} ${part(file)}`);
  return hash('sha1', parts.join('\n'), 'hex');
}

/** Measures for descriptors, counted in the part of a program that may change. */
export const measureProgram: (program: Program) => Measures = derive((program) => {
  const regions = regionsOf(program);
  const counts = sourcesOf(program).map((file) => languageOf(file.name).measures(file, regions[file.name] ?? []));
  const total = (measure: keyof Measures) => counts.reduce((sum, one) => sum + one[measure], 0);
  return { size: total('size'), branches: total('branches'), calls: total('calls'), literals: total('literals') };
});

/** A number of a program, with the file that holds it. */
export interface ProgramNumber extends NumberSite {
  readonly file: string;
}

/** All numbers in the part of a program that may change, in the order of its files. */
export const numbersOf: (program: Program) => readonly ProgramNumber[] = deriveLately((program) => {
  const regions = regionsOf(program);
  return sourcesOf(program).flatMap((file) => {
    const open = regions[file.name] ?? [];
    if (open.length === 0) return [];
    const numbers = languageOf(file.name).numbers(file);
    return numbers.filter((number) => isInside(number, open)).map((number) => ({ ...number, file: file.name }));
  });
});

/** Whether a stretch of text is in one of the regions. */
export function isInside({ start, end }: Region, regions: readonly Region[]): boolean {
  return regions.some((region) => region.start <= start && end <= region.end);
}
