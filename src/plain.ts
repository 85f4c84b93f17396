const pictograph = '\\p{Extended_Pictographic}[\\u{1f3fb}-\\u{1f3ff}]?';
/** A selector or joiner within a pictograph, such as that of a family. */
const inPictograph = `(?<=${pictograph})\\ufe0f|(?<=${pictograph}\\ufe0f?)\\u200d(?=${pictograph})`;
/**
 * Control characters but tab and line ends (a lone return overwrites its line), separators of lines, and characters that
 * show as nothing or turn the direction of what is written.
 */
const deceptive = new RegExp(
  `[^\\P{Cc}\\t\\n\\r]|\\r(?!\\n)|[\\u2028\\u2029]|(?!${inPictograph})\\p{Default_Ignorable_Code_Point}`,
  'gu',
);

/** Text that a candidate or a model chose, fit for a terminal: deceptive characters are written out. */
export function plain(text: string): string {
  return text.replace(deceptive, written);
}

/** The same on one line. */
export function plainLine(text: string): string {
  return plain(text.replace(/\s+/g, ' ').trim());
}

/** The same on lines of its own, marked so that none of them looks like a line of germline. */
export function plainBlock(text: string): string {
  return plain(text).replaceAll('\r\n', '\n').trimEnd().replace(/^/gm, '  | ');
}

/** The same behind other words: only the lines after the first are marked. */
export function plainAfter(text: string): string {
  return plainBlock(text).slice('  | '.length);
}

/** The deceptive characters of a text, each once, written out. */
export function deceptions(text: string): readonly string[] {
  return [...new Set(text.match(deceptive) ?? [])].map(written);
}

function written(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
