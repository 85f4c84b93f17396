import { remember } from './cache.ts';
import { faultOf } from './fault.ts';
import { askReader } from './reader.ts';

/** No parser is asked to read a longer text, in characters. */
const longest = 500_000;
/** Every level takes a word or sign, and so few of them are nested bearably however they are arranged. */
const harmless = 1000;
/** So many words and signs the parser bears in the stack of this thread, whatever they are. */
const bearable = 5000;

/**
 * Why a text must not be parsed, if so. The parsers are native code that recurses: a text nested some thousand levels
 * deep (models that repeat themselves write such) ends the process, or leaves the remover of types broken for all that
 * come after it.
 */
export const unbearable: (text: string, name: string) => string | undefined = remember(256, (text, name) => {
  if (text.length > longest) return `it is longer than ${longest} characters`;
  const size = text.match(/[\w$]+|[^\w$\s]/g)?.length ?? 0;
  if (size <= harmless) return undefined;
  return size <= bearable ? faultOf(text, name) : askReader({ want: 'fault', text, name }).fault;
});
