import { tokensOf } from '../highlight.ts';
import { lexiconOf } from '../language/lexicon.ts';

/** A file as rules read it: offsets and lines are those of the text in every view. */
export interface Views {
  /** The text as it is. */
  readonly all: string;
  /** Without what comments say. */
  readonly text: string;
  /** Without what comments and strings say. */
  readonly code: string;
}

export type View = keyof Views;

export function viewsOf(name: string, all: string): Views {
  const tokens = tokensOf(all, lexiconOf(name));
  const without = (kinds: readonly string[]) =>
    tokens.map(({ kind, text }) => (kinds.includes(kind) ? blanked(text) : text)).join('');
  return { all, text: without(['comment']), code: without(['comment', 'string']) };
}

/** Keeps line ends, and of a string the signs around it. */
function blanked(text: string): string {
  const inside = text.slice(1, -1).replace(/[^\r\n]/g, ' ');
  return /^["'`]/.test(text) ? text.charAt(0) + inside + text.slice(1).slice(-1) : text.replace(/[^\r\n]/g, ' ');
}
