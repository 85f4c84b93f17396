import { type Refused, refuse } from '../api/attempt.ts';
import type { Files, Program } from '../api/program.ts';
import { bareProgram } from './bare-program.ts';
import { type Fence, fencesOf, outermostFence } from './fences.ts';
import { isSound } from './gates.ts';
import { type Replacement, replacementsOf } from './replacements.ts';
import { rewrite } from './rewrite.ts';
import { makeReplacements } from './search-replace.ts';
import { withoutMarkup, withoutTransport } from './transport.ts';
import { diffIn, hunksOf, isDiff } from './unified-diff.ts';

/** The program that an answer makes of its parent, not yet past the gates. */
export interface Change {
  readonly status: 'changed';
  readonly files: Files;
  /** How the answer was written, and how well its SEARCH parts matched. */
  readonly format: 'replacements' | 'file' | 'block';
  readonly matched: readonly string[];
}

/**
 * Reads an answer: SEARCH/REPLACE blocks where it has any, a diff or fenced code otherwise. An answer that can be read in
 * several ways is read in the first that makes a sound program other than its parent. Prose is never taken for code. `cutOff` says that the
 * answer has no end, so that its last fence may be half a program.
 */
export function applyAnswer(parent: Program, answer: string, cutOff: boolean): Change | Refused {
  const text = withoutTransport(answer);
  const texts = new Set([text, withoutMarkup(text)]);
  let first: Change | Refused | undefined;
  for (const reading of [...texts].flatMap((each) => readingsOf(parent, each, cutOff))) {
    const read = reading();
    if (read.status === 'changed' && isOther(parent, read.files) && isSound(parent, read.files))
      return withLineEnds(parent, read);
    first ??= read;
  }
  return first?.status === 'changed' ? withLineEnds(parent, first) : (first as Refused);
}

/** Whether more than white space differs from the parent. */
function isOther({ files: before }: Program, files: Files): boolean {
  const bare = (text = '') => text.replace(/\s+/g, '');
  return Object.entries(files).some(([name, text]) => bare(text) !== bare(before[name]));
}

type Reading = () => Change | Refused;

/** The ways of reading a text, the likeliest first. */
function readingsOf(parent: Program, text: string, cutOff: boolean): readonly Reading[] {
  const names = Object.keys(parent.files);
  const replacements = replacementsOf(text, names);
  if (!replacements)
    return [() => refuse('no-code', 'a SEARCH/REPLACE block is not whole: it needs SEARCH, =======, and REPLACE')];
  if (replacements.length > 0) return [() => replaced(parent, replacements)];
  const fences = fencesOf(text).filter(({ closed }) => closed || !cutOff);
  if (fences.length === 0 && cutOff)
    return [() => refuse('no-answer', 'the answer was cut off before its code was whole')];
  const bare = fences.length === 0 ? bareProgram(text, parent) : undefined;
  const outermost = fences.length > 1 ? outermostFence(text) : undefined;
  return [
    ...diffsIn(text, fences).map((diff) => () => replaced(parent, hunksOf(diff, names))),
    () => rewritten(parent, bare ? [bare] : fences),
    ...(fences.length > 1 ? [() => rewritten(parent, fences.slice(-1))] : []),
    ...(outermost ? [() => rewritten(parent, [outermost])] : []),
  ];
}

/** The diffs of an answer as one, if there are any. */
function diffsIn(text: string, fences: readonly Fence[]): readonly Fence[] {
  const whole: Fence = { info: '', text: diffIn(text), before: '', closed: true };
  const diffs = (fences.length > 0 ? fences : [whole]).filter(isDiff);
  return diffs.length > 0 ? [{ ...whole, text: diffs.map((diff) => `@@\n${diff.text}`).join('\n') }] : [];
}

function replaced(parent: Program, replacements: readonly Replacement[]): Change | Refused {
  const made = makeReplacements(parent, replacements);
  if (made.status === 'refused') return made;
  return { status: 'changed', files: made.files, format: 'replacements', matched: made.rungs };
}

function rewritten(parent: Program, fences: readonly Fence[]): Change | Refused {
  const made = rewrite(parent, fences);
  if (made.status === 'refused') return made;
  return { status: 'changed', files: made.files, format: made.format, matched: [] };
}

/** The change with the line ends of the parent's files, where each has one kind. */
function withLineEnds(parent: Program, change: Change): Change {
  const files = Object.entries(change.files).map(([name, text]) => {
    const old = parent.files[name] ?? '';
    const isWindows = old.includes('\r\n') && !/(?<!\r)\n/.test(old);
    return [name, isWindows ? text.replace(/(?<!\r)\n/g, '\r\n') : text] as const;
  });
  return { ...change, files: Object.fromEntries(files) };
}

/** The line of an answer that names its idea, in at most 120 characters; undefined where none does. */
export function statedIdea(answer: string): string | undefined {
  const idea = /^[\s>*#_-]*IDEA\b[\s*_]*:?[\s*_]*(.+)$/im.exec(withoutTransport(answer))?.[1];
  return idea && plainLine(idea);
}

/** The line of an answer that names its idea, otherwise its first line of prose. At most 120 characters. */
export function ideaOf(answer: string): string {
  const text = withoutTransport(answer);
  const prose = text.split('\n').find((line) => /^\s*\p{L}/u.test(line) && line.trim().length > 8);
  const [outside] = text.split(/^\s*(?:```|~~~|<{5,})/m);
  return statedIdea(answer) ?? plainLine(prose && outside?.includes(prose) ? prose : '');
}

function plainLine(line: string): string {
  const plain = line.replace(/[`*_]+/g, '').trim();
  return plain.length > 120 ? `${plain.slice(0, 119).trimEnd()}…` : plain;
}
