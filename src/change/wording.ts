import { plainLine } from '../plain.ts';
import { linesOf } from './fences.ts';
import { withoutTransport } from './transport.ts';

/** Characters of a wording, at least and at most. */
const length = { least: 20, most: 600 };
/** Lines of a wording, at most, and characters that are read of each: no answer holds the engine for long. */
const read = { lines: 12, characters: 1000 };

/** The line that a wording begins with, after marks of lists, headings, quotations and emphasis. */
const beginning = /^[\s>*#_`-]{0,20}PROMPT\b[\s*_]{0,4}:[\s*_]{0,4}(.*)$/i;

/** The wording in a model's answer, on one line; undefined where it has none, or one that is too short to say something. */
export function wordingIn(answer: string): string | undefined {
  const lines = linesOf(withoutTransport(answer)).map((line) => line.slice(0, read.characters));
  const at = lines.findIndex((line) => beginning.test(line));
  if (at < 0) return undefined;
  const rest = lines.slice(at + 1, at + read.lines);
  const end = rest.findIndex((line) => line.trim() === '' || /^\s*```/.test(line));
  const text = [lines[at]!.replace(beginning, '$1'), ...rest.slice(0, end < 0 ? rest.length : end)].join(' ');
  return sound(plainLine(text).replaceAll('`', "'"));
}

function sound(line: string): string | undefined {
  const text = line.replace(/^[\s"“*_#>+=~-]{1,20}/, '').replace(/["”*_]{1,4}$/, '');
  const isForm = text.startsWith('<') || text.startsWith('your text');
  return text.length < length.least || text.length > length.most || isForm ? undefined : text.toWellFormed();
}
