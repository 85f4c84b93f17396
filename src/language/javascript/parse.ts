import { derive, deriveLately } from '../derive.ts';
import { type Derivation, isTrusted, type SourceFile, takeDerivation } from '../source.ts';
import { type Parsed, read, readShallow } from './read.ts';
import { askReader } from './reader.ts';

/** Longest text that is parsed, in characters. */
const maxCharacters = 500_000;
/** Most words and signs of a text whose depth is not checked: every level takes at least one. */
const maxTokensUnchecked = 1000;
/** Most words and signs that the parser can read in the stack of this thread, however deeply they are nested. */
const maxTokensInline = 5000;
/** A text is quick to parse in so many microseconds; most take a twentieth of it. */
const quick = 10_000;
/** Most levels that an edit may add: the parser may take 2 ** 6 times as long. */
const maxLevelsAdded = 6;
/** Signs that open a level in which the parser may have to go back. */
const opening = /[([{<?]|=>|\binfer\b/g;

/**
 * Parses a file as a module. A text that must not be parsed has an error and an empty tree. Trees are large, so only
 * recently used ones stay in memory.
 */
export const parse: (file: SourceFile) => Parsed = deriveLately((file) => {
  const { name, text } = file;
  const hazard = parseHazard(file);
  if (hazard) return refused(text, hazard);
  if (tokensOf(file) <= maxTokensUnchecked) return timed(file, () => read(text, name));
  const parsed = timed(file, () => readShallow(text, name));
  return parsed.error ? refused(text, parsed.error) : parsed;
});

function refused(text: string, error: string): Parsed {
  return { program: { type: 'Program', start: 0, end: text.length, body: [] }, comments: [], error };
}

/** Why a text must not be parsed in this thread, if so. */
const parseHazard = derive((file: SourceFile): string | undefined => {
  const { name, text } = file;
  const derivation = takeDerivation(file);
  if (text.length > maxCharacters) return `it is longer than ${maxCharacters} characters`;
  return isHarmless(file, derivation) ? undefined : askReader({ text, name });
});

/**
 * Whether a text can be parsed here unseen. The parser is native code that cannot be ended: it recurses, so that a deep
 * text would end the process, and backtracks, twice as often with each level of some nestings. So it must be short, and the
 * user's own, or one that an edit of the engine's own made of a text that was quick to parse, with few levels more.
 */
function isHarmless(file: SourceFile, derivation: Derivation | undefined): boolean {
  if (tokensOf(file) > maxTokensInline) return false;
  if (isTrusted(file)) return true;
  if (!derivation) return false;
  const levels = derivation.added.reduce((sum, text) => sum + (text.match(opening)?.length ?? 0), 0);
  return levels <= maxLevelsAdded && (parseTimes.get(derivation.from) ?? Number.POSITIVE_INFINITY) <= quick;
}

/** Processor time that it took to parse a file, in microseconds. */
const parseTimes = new WeakMap<SourceFile, number>();

function timed<T>(file: SourceFile, parse: () => T): T {
  const before = process.threadCpuUsage().user;
  const parsed = parse();
  parseTimes.set(file, process.threadCpuUsage().user - before);
  return parsed;
}

const tokensOf = derive(({ text }: SourceFile): number => text.match(/[\w$]+|[^\w$\s]/g)?.length ?? 0);
