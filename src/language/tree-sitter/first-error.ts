import type { Language, Parser } from 'web-tree-sitter';

/** Where a parser could not go on. */
export interface FirstError {
  /** Offset of the end of the last token that it could read. */
  readonly after: number;
  /** Name of the token that it could not: its text, or what it is. Hidden ones begin with `_`. */
  readonly token: string;
  /** What could have stood there instead. */
  readonly expected: readonly string[];
}

/** Tokens that are expected everywhere. */
const everywhere = /^(\w*comment|\/[/*]|line_continuation|end|_.*|.*_repeat\d+|string_content|escape_sequence|\s*)$/;

/**
 * Parses a text with errors again, up to the first place where no reading of it goes on. The tree does not tell this
 * place: its error nodes hold whatever recovery skipped, often from the beginning of a function.
 */
export function firstError(parser: Parser, text: string, isOver: () => boolean): FirstError | undefined {
  let state = { number: 0, row: 0, column: 0 };
  let error: (typeof state & { token: string }) | undefined;
  let found = false;
  parser.setLogger((message) => {
    if (found) return;
    const [, number, row, column] = /^process .*state:(\d+), row:(\d+), col:(\d+)/.exec(message) ?? [];
    if (number) state = { number: Number(number), row: Number(row), column: Number(column) / 2 }; // in bytes
    const token = /^detect_error lookahead:(.*)$/s.exec(message)?.[1];
    if (token !== undefined) error = { ...state, token };
    found = message.startsWith('resume') && error !== undefined;
  });
  parser.parse(text, null, { progressCallback: () => found || isOver() })?.delete();
  parser.setLogger(null).reset();
  if (!error || !parser.language) return undefined;
  const { number, row, column, token } = error;
  return { after: offsetOf(text, row) + column, token, expected: expectedIn(parser.language, number) };
}

/** Offset of the first character of a line. */
function offsetOf(text: string, row: number): number {
  let offset = 0;
  for (let line = 0; line < row; line++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

function expectedIn(language: Language, state: number): readonly string[] {
  const names = [...(language.lookaheadIterator(state) ?? [])];
  return [...new Set(names)].filter((name) => !everywhere.test(name));
}
