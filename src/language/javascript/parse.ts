import { derive, deriveLately } from '../derive.ts';
import type { SourceFile } from '../source.ts';
import { type Parsed, read, readShallow } from './read.ts';
import { askReader } from './reader.ts';

/** Longest text that is parsed, in characters. */
const maxCharacters = 500_000;
/** Most words and signs of a text whose depth is not checked: every level takes at least one. */
const maxTokensUnchecked = 1000;
/** Most words and signs that the parser can read in the stack of this thread, however deeply they are nested. */
const maxTokensInline = 5000;

/**
 * Parses a file as a module. A text that must not be parsed has an error and an empty tree. Trees are large, so only
 * recently used ones stay in memory.
 */
export const parse: (file: SourceFile) => Parsed = deriveLately((file) => {
  const { name, text } = file;
  const hazard = parseHazard(file);
  if (hazard) return refused(text, hazard);
  if (tokensOf(file) <= maxTokensUnchecked) return read(text, name);
  const parsed = readShallow(text, name);
  return parsed.error ? refused(text, parsed.error) : parsed;
});

function refused(text: string, error: string): Parsed {
  return { program: { type: 'Program', start: 0, end: text.length, body: [] }, comments: [], error };
}

/**
 * Why a text must not be parsed in this thread, if so. The parser is native code that recurses: a text nested thousands of
 * levels deep, as models write when they repeat themselves, would end the process.
 */
const parseHazard = derive((file: SourceFile): string | undefined => {
  const { name, text } = file;
  if (text.length > maxCharacters) return `it is longer than ${maxCharacters} characters`;
  return tokensOf(file) > maxTokensInline ? askReader({ text, name }) : undefined;
});

const tokensOf = derive(({ text }: SourceFile): number => text.match(/[\w$]+|[^\w$\s]/g)?.length ?? 0);
