import { plainLine } from '../plain.ts';
import { linesOf } from './fences.ts';
import { withoutTransport } from './transport.ts';

/** Characters of a wording, at least and at most. */
const length = { least: 20, most: 600 };
/** Lines of a wording, at most, and characters that are read of each: no answer holds the engine for long. */
const read = { lines: 12, characters: 1000 };

/** The line that a wording begins with, after marks of lists, headings, quotations and emphasis. */
const beginning = /^[\s>*#_`-]{0,20}PROMPT\b[\s*_]{0,4}:[\s*_]{0,4}(.*)$/i;

/** What tells an answer from a bare wording: several paragraphs, lists, code, and talk about the answer itself. */
const otherProse =
  /\n[ \t]*\n|```|^[ \t]{0,8}(?:[-*+]|\d{1,3}[.)])[ \t]|^["“\s]{0,4}(?:I|sure|sorry|here|okay|certainly)\b/im;

/**
 * The wording in a model's answer, on one line; undefined where it has none, or one that is too short to say something. Small
 * models leave out the word that it begins with, and write the wording alone: one paragraph is taken as that.
 */
export function wordingIn(answer: string): string | undefined {
  const lines = linesOf(withoutTransport(answer)).map((line) => line.slice(0, read.characters));
  const at = lines.findIndex((line) => beginning.test(line));
  if (at < 0) return bareWording(lines.join('\n').trim());
  const rest = lines.slice(at + 1, at + read.lines);
  const end = rest.findIndex((line) => line.trim() === '' || /^\s*```/.test(line));
  const text = [lines[at]!.replace(beginning, '$1'), ...rest.slice(0, end < 0 ? rest.length : end)].join(' ');
  return sound(text);
}

function bareWording(answer: string): string | undefined {
  return answer.length > 2 * length.most || otherProse.test(answer) ? undefined : sound(answer);
}

function sound(words: string): string | undefined {
  const line = plainLine(words).replaceAll('`', "'");
  const text = line.replace(/^[\s"“*_#>+=~-]{1,20}/, '').replace(/["”*_]{1,4}$/, '');
  const isForm = text.startsWith('<') || text.startsWith('your text');
  return text.length < length.least || text.length > length.most || isForm ? undefined : text.toWellFormed();
}
