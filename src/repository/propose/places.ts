import { languageOf } from '../../language/index.ts';
import type { Definition } from '../../language/language.ts';
import type { Region, SourceFile } from '../../language/source.ts';
import { isBenchmark, isTest, type Look } from './look.ts';
import { wordOf } from './names.ts';

/** A function that benchmarks or tests use. */
export interface SuggestedPlace {
  /** As `evolve` names it: src/similar.ts#rank. */
  readonly place: string;
  readonly lines: number;
  /** How often benchmarks or, where there are none, tests name it. */
  readonly uses: number;
}

/** Most files that are read, and longest of each that is parsed, in characters. */
const [mostFiles, longest] = [400, 200_000];
const notSource =
  /(^|\/)(dist|build|vendor|node_modules|docs?|examples?|fixtures?|scripts?)\/|\.d\.[cm]?ts$|\.min\.js$|(^|\/)[^/]*\.config\.\w+$|(^|\/)(setup|build)\.(py|rs)$/;

/**
 * The functions that benchmarks call and, where there are none, those that tests call. The first are named often there
 * and seldom in the sources, where a common word stands for many things, and are long.
 */
export function suggestPlaces(look: Look): readonly SuggestedPlace[] {
  const isWitness = look.files.some(isCodeIn(isBenchmark)) ? isBenchmark : isTest;
  const isSource = (file: string) => !isTest(file) && !isBenchmark(file) && !notSource.test(file);
  const read = (wanted: (path: string) => boolean) =>
    look.files
      .filter(isCodeIn(wanted))
      .slice(0, mostFiles)
      .map((name) => ({ name, text: look.read(name) }));
  const [sources, uses] = [read(isSource), countWords(read(isWitness))];
  const common = countWords(sources);
  const worth = ({ word, lines, uses }: Used) => (uses * Math.sqrt(lines)) / (common.get(word) ?? 1);
  return sources
    .flatMap((source) => usedIn(source, uses))
    .sort((a, b) => worth(b) - worth(a))
    .map(({ word: _, ...place }) => place);
}

interface Used extends SuggestedPlace {
  /** The name by which others call it. */
  readonly word: string;
}

const isCodeIn = (wanted: (path: string) => boolean) => (path: string) =>
  wanted(path) && languageOf(path).definitions !== undefined;

const idle = /^\s*(?:import|from|use|using|#include)\b.*$|"[^"\n]*"|'[^'\n]*'/gm;

/** How often some texts name each word. Imports and quoted texts use nothing. */
function countWords(files: readonly SourceFile[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of files)
    for (const [word] of text.replace(idle, ' ').matchAll(/[A-Za-z_$][\w$]*/g))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The functions of a file that are used, but for those inside other functions and those of one line. */
function usedIn(file: SourceFile, uses: ReadonlyMap<string, number>): readonly Used[] {
  if (file.text.length > longest) return [];
  const all = languageOf(file.name).definitions?.(file) ?? [];
  const functions = all.filter(({ kind }) => kind === 'function');
  const used = functions.flatMap((one) => {
    const word = wordOf(one.name, file.name);
    const lines = file.text.slice(one.start, one.end).split('\n').length;
    const isPlace = uses.has(word) && lines > 1 && !isInner(one, functions);
    return isPlace ? [{ place: `${file.name}#${one.name}`, lines, uses: uses.get(word) ?? 0, word }] : [];
  });
  return [...new Map(used.map((one) => [one.place, one])).values()];
}

/** Whether a function is inside another one. */
const isInner = (one: Region, functions: readonly Definition[]) =>
  functions.some((other) => other !== one && other.start <= one.start && one.end <= other.end);
