import { EnvironmentError } from '../../api/errors.ts';
import { QuestionThread } from '../question-thread.ts';
import { type GrammarNames, type ParseAnswer, type ParseQuestion, tooLong } from './protocol.ts';

/** No text that is longer is parsed, in characters. */
const maxCharacters = 500_000;
/** The thread limits its processor time by itself; this ends it where it cannot. In milliseconds. */
const patience = 20_000;

const thread = new QuestionThread<ParseQuestion, ParseAnswer | GrammarNames>(
  new URL(import.meta.url.endsWith('.ts') ? './parser-thread.ts' : './parser-thread.js', import.meta.url),
  patience,
);

/** Parses a text with a grammar. The thread with the parsers starts at the first call. */
export function parseText(grammar: string, text: string): ParseAnswer {
  if (text.length > maxCharacters) return { refusal: `it is longer than ${maxCharacters} characters` };
  const answer = thread.ask({ grammar, text });
  return (answer as ParseAnswer | undefined) ?? tooLong;
}

/** The names in a grammar, whose path is given. */
export function namesOf(grammar: string): GrammarNames {
  const names = thread.ask({ grammar }) as GrammarNames | undefined;
  if (!names) throw new EnvironmentError(`${grammar} is no grammar that web-tree-sitter can load`);
  return names;
}
