import { languageOf } from '../language/index.ts';
import { keptState } from './kept-state.ts';
import { type ChangedLines, changedLines, lineFinder } from './lines.ts';
import type { LanguageRules, Rule } from './rule.ts';
import { any } from './rules/any.ts';
import { c } from './rules/c.ts';
import { go } from './rules/go.ts';
import { javascript } from './rules/javascript.ts';
import { python } from './rules/python.ts';
import { rust } from './rules/rust.ts';
import type { Sign, SignName } from './sign.ts';
import { type Views, viewsOf } from './views.ts';

const all: readonly LanguageRules[] = [javascript, python, c, rust, go];

/** A file before and after a change. */
export interface Reviewed {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The signs of shortcuts in a change, in the order of files and lines. Each sign is something that the text did not have
 * before, or has no more; what a change only moves is no sign.
 */
export function signsIn(files: readonly Reviewed[]): readonly Sign[] {
  return files.flatMap((file) => (file.before === file.after ? [] : signsOf(file)));
}

function signsOf({ path, before, after }: Reviewed): readonly Sign[] {
  const views = { before: viewsOf(path, before), after: viewsOf(path, after) };
  const about = { path, ...views, lines: changedLines(before, after), lineAt: lineFinder(after) };
  const { id } = languageOf(path);
  const own = all.find(({ languages }) => languages.includes(id));
  const found = [
    ...[...(own?.rules ?? []), ...any].flatMap((rule) =>
      rule.when === 'gone' ? goneBy(rule, about) : newBy(rule, about),
    ),
    ...(own ? newState(own, about) : []),
  ];
  const once = new Map(found.map((sign) => [`${sign.name} ${sign.line} ${sign.text}`, sign]));
  return [...once.values()].sort((a, b) => a.line - b.line);
}

/** A file's views before and after, with the lines that changed. */
interface About {
  readonly path: string;
  readonly before: Views;
  readonly after: Views;
  readonly lines: ChangedLines;
  /** The line of an offset of the new text. */
  readonly lineAt: (offset: number) => number;
}

/** Matches that the text before had fewer times, where they stand on new lines. */
function newBy({ sign, pattern, view = 'code' }: Rule, about: About): readonly Sign[] {
  const known = countsOf(about.before[view], pattern);
  const counts = countsOf(about.after[view], pattern);
  return [...about.after[view].matchAll(pattern)].flatMap((match) => {
    const what = wordsOf(match[0]);
    const line = about.lineAt(match.index + match[0].search(/\S/));
    const surplus = (counts.get(what) ?? 0) - (known.get(what) ?? 0);
    if (surplus <= 0 || !about.lines.added.has(line)) return [];
    counts.set(what, (counts.get(what) ?? 0) - 1);
    return [signAt(sign, about, line)];
  });
}

/** Lines that are gone with a match that the text after has fewer of. */
function goneBy({ sign, pattern, view = 'code' }: Rule, { path, before, after, lines }: About): readonly Sign[] {
  const old = before[view].split('\n');
  const has = (line: string) => line.search(pattern) >= 0;
  const missing = countOf(before[view], pattern) - countOf(after[view], pattern);
  const gone = lines.removed.filter(({ number }) => has(old[number - 1] ?? ''));
  return gone.slice(0, Math.max(0, missing)).map(({ text, at }) => ({ name: sign, file: path, line: at, text }));
}

/** Variables that functions write and that outlive them, as none of that name did before. */
function newState(rules: LanguageRules, about: About): readonly Sign[] {
  const known = new Set(keptState(about.before.code, rules).map(({ variable }) => variable));
  const found = keptState(about.after.code, rules).filter(({ variable }) => !known.has(variable));
  return found.map(({ offset }) => signAt('kept-state', about, about.lineAt(offset)));
}

function signAt(name: SignName, { path, after }: About, line: number): Sign {
  return { name, file: path, line, text: (after.all.split('\n')[line - 1] ?? '').trim() };
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function countsOf(text: string, pattern: RegExp): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [match] of text.matchAll(pattern)) counts.set(wordsOf(match), (counts.get(wordsOf(match)) ?? 0) + 1);
  return counts;
}

function wordsOf(match: string): string {
  return match.replace(/\s+/g, ' ').trim();
}
