import type { Program } from '../api/program.ts';
import { derive } from '../language/derive.ts';
import { isScript, languageOf, languages } from '../language/index.ts';
import type { CommentSign, Language } from '../language/language.ts';

/** How answers write code in a program's languages. */
export interface Notation {
  /** The word that opens a fence of the entry's language, such as `ts`. */
  readonly fence: string;
  /** Whether a word after an opening fence fits the program; no word does. */
  isFence(word: string): boolean;
  /** Whether a text names a file of one of the languages. */
  namesFile(text: string): boolean;
  /** Whether a line begins with a comment. */
  isComment(line: string): boolean;
  /** The text between two markers that has nothing around them. */
  betweenMarkers(text: string): string | undefined;
  /** What stands behind a lone marker of a beginning, or before a lone one of an end. */
  besideMarker(text: string): string;
  /** The text without a marker at its beginning and its end. */
  withoutMarkers(text: string): string;
  /** What a comment says that fills a line, or follows an opening bracket; undefined for any other line. */
  commentOf(line: string): string | undefined;
}

/** Notation of the languages of a program. */
export const notationOf: (program: Program) => Notation = derive(({ files, entry }) => {
  const used = [...new Set(Object.keys(files).flatMap(relativesOf))];
  const fences = new Set(used.flatMap((language) => language.fences));
  const names = [...Object.keys(files), ...used.flatMap(({ suffixes }) => suffixes)];
  const signs = used.flatMap(({ comments }) => comments);
  const file = new RegExp(`(?:${alternatives(names)})\\b`, 'i');
  const comment = new RegExp(`^(?:${alternatives(signs.map(({ open }) => open))})`);
  return {
    fence: languageOf(entry).fences[0] ?? '',
    isFence: (word) => word === '' || fences.has(word.toLowerCase()),
    namesFile: (text) => file.test(text),
    isComment: (line) => comment.test(line),
    ...markersOf(signs),
    commentOf: commentReader(signs),
  };
});

/** The languages that a model may name for a file: JavaScript and TypeScript stand for each other. */
function relativesOf(file: string): readonly Language[] {
  return isScript(file) ? languages().filter(({ suffixes }) => suffixes.some(isScript)) : [languageOf(file)];
}

function markersOf(
  signs: readonly CommentSign[],
): Pick<Notation, 'betweenMarkers' | 'besideMarker' | 'withoutMarkers'> {
  const marker = (kind: string) => `(?:${signs.map((sign) => markerPattern(sign, kind)).join('|')})`;
  const whole = new RegExp(`^\\s*${marker('START')}[^\\S\\n]*\\n([\\s\\S]*)${marker('END')}\\s*$`);
  const outer = new RegExp(`${marker('(?:START|END)')}\\s*$|^\\s*${marker('(?:START|END)')}`, 'g');
  const head = new RegExp(`^[\\s\\S]*?${marker('START')}[^\\S\\n]*\\n`);
  const tail = new RegExp(`${marker('END')}[\\s\\S]*$`);
  return {
    besideMarker: (text) => text.replace(head, '').replace(tail, ''),
    betweenMarkers(text) {
      const inner = whole.exec(text)?.[1];
      return inner?.includes('EVOLVE-BLOCK') ? undefined : inner;
    },
    withoutMarkers: (text) => text.replace(outer, '').trim(),
  };
}

function markerPattern({ open, close }: CommentSign, kind: string): string {
  const end = close === undefined ? '' : `[ \\t]*${RegExp.escape(close)}`;
  return `${RegExp.escape(open)}\\s*EVOLVE-BLOCK-${kind}${end}`;
}

function commentReader(signs: readonly CommentSign[]): Notation['commentOf'] {
  const closes = signs.flatMap(({ close }) => (close === undefined ? [] : [close]));
  const comment = new RegExp(`(?:^|\\{)\\s*(?:${alternatives(signs.map(({ open }) => open))})(.*)$`);
  const end = closes.length === 0 ? undefined : new RegExp(`(?:${alternatives(closes)}).*$`);
  return (line) => {
    const said = comment.exec(line)?.[1];
    return said === undefined || !end ? said : said.replace(end, '');
  };
}

/** A pattern for one of some texts; the longest is tried first. */
function alternatives(texts: readonly string[]): string {
  const longest = [...new Set(texts)].sort((a, b) => b.length - a.length);
  return longest.map((text) => RegExp.escape(text)).join('|');
}
