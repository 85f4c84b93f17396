import type { Happening, LessonKind, PlaybookChange } from '../api/playbook.ts';
import { plainLine } from '../plain.ts';
import { linesOf } from './fences.ts';
import { withoutTransport } from './transport.ts';

/** Names that an answer may use. */
interface Known {
  /** Numbers of the items. */
  readonly items: ReadonlySet<number>;
  readonly happenings: readonly Pick<Happening, 'number' | 'feedback' | 'summary'>[];
}

/** Lines of an answer that are read, and characters of each: no answer holds the engine for long. */
const read = { lines: 400, characters: 1000 };
/** A lesson is one sentence. What is longer, in characters, is a model that repeats itself, or text of a candidate. */
const longest = 500;
/** Characters before a keyword: marks of lists, headings, quotations and emphasis. */
const marks = String.raw`^[\s>*#_\`•-]{0,20}(?:\d{1,4}[.)]\s{1,4})?[*_\`]{0,4}`;
const adding = new RegExp(
  String.raw`${marks}(?:ADD\b[\s*_:([-]{0,9}|(?=(?:STRATEGY|PITFALL)\b[\s\d*_]{0,9}:))(?:(STRATEGY|PITFALL)\b(?:\s{0,4}\d{1,4}(?=[\s*_]{0,4}:))?)?[\s*_\`:)\]–-]{0,9}(.+)$`,
  'i',
);
const changing = new RegExp(
  String.raw`${marks}(AMEND|HELPED|HARMED|RETIRE)\b[\s*_:([#-]{0,9}(?:(?:item|lesson)s?\s{0,4}#?)?(\d+(?:\s{0,4}(?:,|and)\s{0,4}#?\d+)*)[\s*_\`:)\].–-]{0,9}(.*)$`,
  'i',
);
/** A form that stands alone, as a heading of the words below it. */
const headings = new RegExp(
  String.raw`${marks}(?:(?:ADD\b[\s*_:([-]{0,9})?(?:STRATEGY|PITFALL)|AMEND[\s*_:([#-]{0,9}\d+)[\s*_\`:)\]–-]{0,9}$`,
  'i',
);
/** Whatever a line that changes the playbook begins with. */
const begins = new RegExp(String.raw`${marks}(?:ADD|STRATEGY|PITFALL|AMEND|HELPED|HARMED|RETIRE|NOTHING)\b`, 'i');
const nothing = new RegExp(String.raw`${marks}NOTHING\b`, 'i');
/** Attempts that a line names, in brackets or not. */
const cited = /\s{0,4}[([]?(?:(?:see|from|as in)\s+)?(?:attempts?\s+)?#\d+(?:\s{0,4}(?:,|and|&)\s{0,4}#\d+)*[)\]]?/gi;

/** What the prompt says of an item, and the words of its forms: models copy both. */
const ofThePrompt = /\s{0,4}\(shown \d+ times?: \d+ better, \d+ failed\)|^the same lesson in better words:\s{0,4}/gi;

/**
 * The changes of the playbook in a model's answer, one a line; undefined where it has none and does not say so. Lines in
 * other forms are prose. A line that only copies the feedback of an evaluation is left out: it is no lesson of the model's.
 */
export function lessonsIn(answer: string, known: Known): readonly PlaybookChange[] | undefined {
  const lines = linesOf(withoutTransport(answer))
    .slice(0, read.lines)
    .map((line) => line.slice(0, read.characters));
  const changes = withHeadings(lines).flatMap((line) => addition(line, known) ?? changesOf(line, known));
  const says = changes.length > 0 || lines.some((line) => nothing.test(line));
  return says ? changes : undefined;
}

/** Puts a form that is a heading on one line with the words below it. */
function withHeadings(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const line of lines.filter((one) => one.trim() !== '')) {
    const above = joined.at(-1) ?? '';
    if (headings.test(above) && !begins.test(line)) joined.splice(-1, 1, `${above} ${line}`);
    else joined.push(line);
  }
  return joined;
}

function addition(line: string, known: Known): readonly PlaybookChange[] | undefined {
  const [, kind = 'strategy', rest = ''] = adding.exec(line) ?? [];
  const text = textOf(rest);
  if (rest === '') return undefined;
  if (isNoLesson(text, known)) return [];
  return [{ op: 'add', kind: kind.toLowerCase() as LessonKind, text, from: attemptsIn(rest, known) }];
}

function changesOf(line: string, known: Known): readonly PlaybookChange[] {
  const [, verb = '', list = '', rest = ''] = changing.exec(line) ?? [];
  const items = (list.match(/\d+/g) ?? []).map(Number).filter((item) => known.items.has(item));
  switch (verb.toUpperCase()) {
    case 'AMEND': {
      const text = textOf(rest);
      const [item] = items;
      return item === undefined || isNoLesson(text, known) ? [] : [{ op: 'amend', item, text }];
    }
    case 'RETIRE':
      return items.map((item) => ({ op: 'retire', item }));
    case 'HELPED':
    case 'HARMED':
      return items.map((item) => ({ op: 'count', item, as: verb.toUpperCase() === 'HELPED' ? 'helped' : 'harmed' }));
    default:
      return [];
  }
}

/** The sentence without the attempts that it names, and without marks around it. */
function textOf(rest: string): string {
  return plainLine(rest.replace(cited, '').replace(ofThePrompt, '')).replace(/^["“*_]+|["”*_]+$/g, '');
}

function isNoLesson(text: string, known: Known): boolean {
  return text.length > longest || isPlaceholder(text) || isCopied(text, known);
}

/** Words of the form itself. */
function isPlaceholder(text: string): boolean {
  return (
    !/[\p{L}\p{N}]/u.test(text) ||
    text.startsWith('<') ||
    /^what (?:to do and why|fails and what to do instead), in one|^the same lesson in better words$/i.test(text)
  );
}

/** Whether a text stands in what an evaluation said: words of a candidate. */
function isCopied(text: string, { happenings }: Known): boolean {
  const bare = lettersOf(text);
  return bare !== '' && happenings.some(({ feedback }) => lettersOf(feedback).includes(bare));
}

const lettersOf = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** The attempts that a line names, of those that were shown. */
function attemptsIn(line: string, { happenings }: Known): readonly number[] {
  const shown = new Set(happenings.map(({ number }) => number));
  const named = [...line.matchAll(/#(\d+)/g)].map(([, number]) => Number(number));
  return [...new Set(named)].filter((number) => shown.has(number)).sort((a, b) => a - b);
}
