import { derive, deriveLately } from '../derive.ts';
import type { SourceFile } from '../program.ts';
import { type Parsed, read, readShallow } from './read.ts';
import { askReader } from './reader.ts';

/** No parser reads a longer text, in characters. */
const maxCharacters = 500_000;
/** Words and signs of a text that cannot be nested too deeply: every level takes at least one. */
const maxTokensUnchecked = 1000;
/** Words and signs that the parser bears in the stack of this thread, however they are nested. */
const maxTokensInline = 5000;

/**
 * Parses a file as a module. A text that no parser should read has an error and an empty tree. Trees are large, so only
 * those in use stay in memory.
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
 * Why a text must not be parsed in this thread, if so. The parser is native code that recurses: a text nested some
 * thousand levels deep (models that repeat themselves write such) ends the process.
 */
const parseHazard = derive((file: SourceFile): string | undefined => {
  const { name, text } = file;
  if (text.length > maxCharacters) return `it is longer than ${maxCharacters} characters`;
  return tokensOf(file) > maxTokensInline ? askReader({ text, name }) : undefined;
});

const tokensOf = derive(({ text }: SourceFile): number => text.match(/[\w$]+|[^\w$\s]/g)?.length ?? 0);
