import type { Program, Random } from '../api/program.ts';
import { changed, type Edit, quote, replaceNumber } from './edit.ts';
import { languageOf } from './index.ts';
import type { Mutation } from './language.ts';
import { isInside, numbersOf, type ProgramNumber, regionsOf } from './program.ts';
import { type Region, type SourceFile, sourcesOf } from './source.ts';

/** A program with one small error. */
export interface Mutant {
  readonly program: Program;
  /** What was done, such as "negate `a < b`". */
  readonly summary: string;
}

interface Flaw {
  readonly file: string;
  readonly kind: string;
  readonly edit: Edit;
  readonly summary: string;
}

/**
 * Programs with one small error each in the part of a program that may change, at most `count` of them and of as many
 * kinds as there can be. All of them can be parsed. Numbers are changed only where there is nothing else to break.
 */
export function mutantsOf(program: Program, count: number, random: Random): readonly Mutant[] {
  const mutants: Mutant[] = [];
  for (const { file, edit, summary } of inTurn(flawsOf(program), random)) {
    if (mutants.length === count) break;
    const mutant = changed(program, file, [edit]);
    if ('files' in mutant) mutants.push({ program: mutant, summary });
  }
  return mutants;
}

function flawsOf(program: Program): readonly Flaw[] {
  const regions = regionsOf(program);
  const flaws = sourcesOf(program).flatMap((file) => flawsIn(file, regions[file.name] ?? []));
  return flaws.length > 0 ? flaws : numbersOf(program).map(numberFlaw(program));
}

function flawsIn(file: SourceFile, regions: readonly Region[]): readonly Flaw[] {
  if (regions.length === 0) return [];
  const inside =
    languageOf(file.name)
      .mutations?.(file)
      .filter((mutation) => isInside(mutation, regions)) ?? [];
  return inside.map((edit) => ({ file: file.name, kind: edit.kind, edit, summary: describe(file, edit) }));
}

const verbs: Readonly<Record<Mutation['kind'], string>> = {
  return: 'return nothing from',
  leave: 'end at once',
  negate: 'negate',
};

function describe({ text }: SourceFile, { kind, about: { start, end } }: Mutation): string {
  return `${verbs[kind]} ${quote(text.slice(start, end))}`;
}

const numberFlaw =
  ({ files }: Program) =>
  (number: ProgramNumber): Flaw => {
    const { file, value, start } = number;
    const edit = replaceNumber(number, value + 1);
    return {
      file,
      kind: 'number',
      edit,
      summary: `${value} becomes ${value + 1} in ${quote(lineAt(files[file] as string, start))}`,
    };
  };

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
}

/** One of each kind, then another one of each, in a random order within a kind. */
function inTurn(flaws: readonly Flaw[], random: Random): readonly Flaw[] {
  const kinds = [...Map.groupBy(flaws, ({ kind }) => kind).values()].map((all) => shuffled(all, random));
  const longest = Math.max(0, ...kinds.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => kinds.flatMap((all) => all[turn] ?? [])).flat();
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
