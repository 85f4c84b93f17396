import type { SignName } from './sign.ts';
import type { View } from './views.ts';

/** Something that signs are known by. */
export interface Rule {
  readonly sign: SignName;
  /** Global; `^` is the beginning of a line. */
  readonly pattern: RegExp;
  /** The view that it is looked for in; default: `code`. */
  readonly view?: View;
  /** Default: a match that is new is a sign. `gone`: one that is gone. */
  readonly when?: 'gone';
}

/** The rules of a language, beside those of all. */
export interface LanguageRules {
  /** Ids of the languages. */
  readonly languages: readonly string[];
  readonly rules: readonly Rule[];
  /** How a name is declared outside of all functions, in its own group; where it may be written from within a function. */
  readonly outer?: RegExp;
  /** An assignment to a plain name declares it in the function, as in Python. */
  readonly assignmentDeclares?: boolean;
}
