import { hash } from 'node:crypto';
import type { Program } from '../api/program.ts';
import { derive } from './derive.ts';
import { languageOf } from './index.ts';
import type { Measures, NumberSite, Region } from './language.ts';
import { type SourceFile, sourcesOf } from './program.ts';

/**
 * Whether a file of the program has blocks.
 * @public used by the next step
 */
export function hasMarkers(program: Program): boolean {
  return sourcesOf(program).some((file) => languageOf(file.name).blocks(file).regions.length > 0);
}

/** What may change in each file: its blocks, or all of it where no file of the program has any. */
export const regionsOf: (program: Program) => Readonly<Record<string, readonly Region[]>> = derive((program) => {
  const marked = hasMarkers(program);
  const open = (file: SourceFile) =>
    marked ? languageOf(file.name).blocks(file).regions : [{ start: 0, end: file.text.length }];
  return Object.fromEntries(sourcesOf(program).map((file) => [file.name, open(file)]));
});

/** The same for programs that differ in layout, comments and the spelling of numbers only. 40 hexadecimal digits. */
export const programKey: (program: Program) => string = derive((program) =>
  combine(program, (file) => languageOf(file.name).key(file)),
);

/** The same with all numbers alike. */
export const programShape: (program: Program) => string = derive((program) =>
  combine(program, (file) => languageOf(file.name).shape(file)),
);

function combine(program: Program, part: (file: SourceFile) => string): string {
  const parts = sourcesOf(program).map((file) => `${file.name} ${part(file)}`);
  return hash('sha1', parts.join('\n'), 'hex');
}

/**
 * What descriptors can be made of, counted in the part of a program that may change.
 * @public used by the next step
 */
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
export const numbersOf: (program: Program) => readonly ProgramNumber[] = derive((program) => {
  const regions = regionsOf(program);
  return sourcesOf(program).flatMap((file) => {
    const numbers = languageOf(file.name).numbers(file);
    const open = numbers.filter((number) => regions[file.name]?.some((region) => isInside(number, region)));
    return open.map((number) => ({ ...number, file: file.name }));
  });
});

function isInside(inner: Region, { start, end }: Region): boolean {
  return start <= inner.start && inner.end <= end;
}
