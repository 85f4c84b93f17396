import { fencesOf, linesOf } from './fences.ts';

/** One replacement that an answer asks for. */
export interface Replacement {
  readonly search: readonly string[];
  readonly replace: readonly string[];
  /** The file it names on the line before, if any. */
  readonly file: string | undefined;
}

/** Markers of SEARCH/REPLACE, of conflicts in git, and of the tools that models were trained on. */
const begin = /^\s*(?:<{5,}\s*(?:[\w./:-]+(?:\s+[\w./:-]+){0,2})?|[-<]{3,}\s*SEARCH\b.*)\s*$/;
const isSearch = /^\s*[-<]{3,}\s*SEARCH\b/;
const base = /^\s*\|{5,}/;
const middle = /^\s*={5,}\s*(?:REPLACE)?\s*$/;
const finish = /^\s*(?:>{5,}|[>+]{3,}\s*REPLACE\b)/;
const fence = /^\s*(?:`{3,}|~{3,})/;
const bareFence = /^\s*(?:`{3,}|~{3,})\s*$/;

/** The SEARCH/REPLACE blocks of an answer, wherever they stand; undefined where it has none that is whole, but a part of one. */
export function replacementsOf(answer: string, names: readonly string[]): readonly Replacement[] | undefined {
  const reader = new Reader(names);
  for (const line of linesOf(answer)) reader.read(line);
  const found = reader.end();
  return found?.length === 0 ? labelledIn(answer, names) : found;
}

/** Reads blocks line by line. */
class Reader {
  readonly #names: readonly string[];
  readonly #found: Replacement[] = [];
  #part: 'outside' | 'search' | 'base' | 'replace' = 'outside';
  #search: string[] = [];
  #replace: string[] = [];
  #file: string | undefined;
  /** Whether the last line before the block opened a fence, which then ends a block that is not closed. */
  #fenced = false;
  /** Fences in the REPLACE part. */
  #fences = 0;
  /** Whether a part of a block was seen. */
  #partial = false;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  read(line: string): void {
    if (begin.test(line) && (this.#part === 'outside' || isSearch.test(line))) this.#begin(line);
    else if (this.#part === 'outside') this.#readOutside(line);
    else if (this.#part === 'replace') this.#readReplace(line);
    else if (middle.test(line)) this.#part = 'replace';
    else if (base.test(line)) this.#part = 'base';
    else if (this.#part === 'search') this.#search.push(line);
  }

  /** The blocks that are whole; undefined where there are none, but a part of one. */
  end(): readonly Replacement[] | undefined {
    return this.#found.length === 0 && this.#partial ? undefined : this.#found;
  }

  /** A block that the next one begins in was not closed. */
  #begin(line: string): void {
    if (this.#part === 'replace') this.#close();
    [this.#part, this.#search, this.#replace, this.#fences] = ['search', [], [], 0];
    this.#file = this.#names.find((name) => line.includes(name)) ?? this.#file;
    this.#partial ||= isSearch.test(line);
  }

  #readReplace(line: string): void {
    const endsFence = this.#fenced && this.#fences % 2 === 0 && bareFence.test(line);
    if (finish.test(line) || endsFence) this.#close();
    else {
      this.#replace.push(line);
      if (fence.test(line)) this.#fences++;
    }
  }

  #readOutside(line: string): void {
    const goesOn = line.trim() === '' || fence.test(line);
    this.#file = this.#names.find((name) => line.includes(name)) ?? (goesOn ? this.#file : undefined);
    if (line.trim() !== '') this.#fenced = fence.test(line);
  }

  #close(): void {
    this.#found.push({ search: withoutHead(this.#search), replace: this.#replace, file: this.#file });
    this.#part = 'outside';
  }
}

/** Some tools have the place of the lines at the head of a SEARCH part. */
function withoutHead(search: readonly string[]): readonly string[] {
  if (!/^\s*:(?:start|end)_line:/.test(search[0] ?? '')) return search;
  return search.slice(search.findIndex((line) => !/^\s*:(?:start|end)_line:|^\s*-{5,}\s*$/.test(line)));
}

/** Pairs of fences with SEARCH and REPLACE on the lines before them. */
function labelledIn(answer: string, names: readonly string[]): readonly Replacement[] {
  const fences = fencesOf(answer);
  return fences.flatMap((first, index) => {
    const second = fences[index + 1];
    if (!/^\W*SEARCH\W*$/.test(first.before) || !second || !/^\W*REPLACE(?: WITH)?\W*$/.test(second.before)) return [];
    const file = names.find((name) => first.info.includes(name));
    return [{ search: first.text.split('\n'), replace: second.text.split('\n'), file }];
  });
}

export function trimBlank(lines: readonly string[]): readonly string[] {
  const solid = (line: string) => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(solid)), lines.findLastIndex(solid) + 1);
}
