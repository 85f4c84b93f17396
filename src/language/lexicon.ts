import type { Lexicon } from '../highlight.ts';
import { derive } from './derive.ts';
import { languageOf } from './index.ts';
import type { Language } from './language.ts';

/** How the code of a file is coloured; prose is not. */
export function lexiconOf(fileName: string): Lexicon | undefined {
  const language = languageOf(fileName);
  return language.id === 'text' ? undefined : lexicon(language);
}

const lexicon: (language: Language) => Lexicon = derive((language) => {
  return { comments: language.comments, strings: language.strings ?? '"\'' };
});
