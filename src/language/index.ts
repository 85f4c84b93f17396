import type { LanguageId } from '../api/program.ts';
import { javascript, typescript } from './javascript/language.ts';
import type { Language } from './language.ts';
import { anyText, texts } from './texts.ts';
import { grammars } from './tree-sitter/grammars.ts';
import { grammarsIn } from './tree-sitter/installed.ts';
import { treeSitterLanguage } from './tree-sitter/language.ts';

const parsed: readonly Language[] = [typescript, javascript, ...grammars.map((grammar) => treeSitterLanguage(grammar))];

/** Languages whose grammars a problem brings. They are few, and the same for all problems of a process. */
const installed = new Map<LanguageId, Language>();

/** All languages that are known now; the first that a file's name fits is the file's. */
export function languages(): readonly Language[] {
  return [...parsed, ...installed.values(), ...texts, anyText];
}

/** The language of a file, by the end of its name. */
export function languageOf(fileName: string): Language {
  const fits = ({ suffixes }: Language) => suffixes.some((suffix) => fileName.endsWith(suffix));
  return languages().find(fits) ?? anyText;
}

/** Whether a file is JavaScript or TypeScript. */
export function isScript(fileName: string): boolean {
  const language = languageOf(fileName);
  return language === javascript || language === typescript;
}

/** Makes the tree-sitter grammars known that are installed for a folder, in its node_modules or those above it. */
export function useGrammarsOf(folder: string): void {
  const known = new Set(parsed.map(({ id }) => id));
  for (const { about, path } of grammarsIn(folder))
    if (!known.has(about.id) && !installed.has(about.id))
      installed.set(
        about.id,
        treeSitterLanguage(about, () => path),
      );
}
