import type { Program } from '../api/program.ts';
import { linesOf } from './fences.ts';
import { notationOf } from './notation.ts';

const words = (text: string) => new Set(text.split(' '));

/** Words that speak of code which is not there. */
const telling = words(
  'rest remaining remainder existing previous original other same unchanged unmodified unaltered identical before omitted snip snipped brevity else here',
);
/** Those of them that hardly ever head code which is there. */
const plain = words('rest remaining remainder omitted snip snipped brevity');
/** Things that are left out, and states in which they are. */
const things = words(
  'code function functions method methods file program implementation class classes block body logic part parts lines helpers imports constants definitions section content everything unchanged same unmodified unaltered identical omitted snipped brevity',
);
const fillers = words(
  'the of all any as above below and or is are be remains remain stays stay goes go for no not changes change changed to keep keeps kept your this that these those helper variables left out insert add from parent initial in it its version with current etc after',
);

/**
 * The first comment of a text that stands for code, such as `// ... rest unchanged`, unless the program has the same. A
 * comment that says more than that code is left out is a comment, also where it begins with dots.
 */
export function elisionIn(text: string, program: Program): string | undefined {
  const { commentOf } = notationOf(program);
  const texts = Object.values(program.files);
  const lines = linesOf(text);
  const isKnown = (word: string) => texts.some((file) => new RegExp(`\\b${RegExp.escape(word)}\\b`).test(file));
  const found = lines.find((line, index) => {
    const comment = commentOf(line);
    return (
      comment !== undefined &&
      isElision(comment, endsThere(lines, index), isKnown) &&
      !texts.some((file) => file.includes(line.trim()))
    );
  });
  return found?.trim();
}

function isElision(comment: string, isLast: boolean, isKnown: (word: string) => boolean): boolean {
  const begins = /^[\s([<{*-]*(?:\.{3,}|…)/.test(comment);
  const ends = /(?:(?<!\.)\.{3,}|…)[\s)\]>}*-]*$/.test(comment);
  const said = comment.match(/[\p{L}\p{N}_$]+/gu) ?? [];
  if (said.length === 0 || (begins && ends)) return begins;
  const has = (kind: ReadonlySet<string>) => said.some((word) => kind.has(word.toLowerCase()));
  const unusual = said.filter((word) => ![telling, things, fillers].some((kind) => kind.has(word.toLowerCase())));
  if (begins || ends) return has(telling) ? unusual.every(isKnown) : begins && unusual.length === 0;
  return unusual.length === 0 && ((has(plain) && has(things)) || (has(telling) && isLast));
}

/** Whether no code follows a line of its block: the text ends, a line is blank, or a bracket closes. */
function endsThere(lines: readonly string[], index: number): boolean {
  const next = lines[index + 1] ?? '';
  const indent = (line: string) => line.length - line.trimStart().length;
  return next.trim() === '' || /^\s*[)\]}]/.test(next) || indent(next) < indent(lines[index] as string);
}
