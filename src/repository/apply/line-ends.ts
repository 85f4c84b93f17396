/**
 * The text with the line ends of another one, and with or without a line end at its end as that one. A text with both kinds
 * of line ends decides nothing about them.
 */
export function withLineEndsOf(model: string, text: string): string {
  const ends = lineEndsOf(model);
  const ended = model.endsWith('\n') ? text.replace(/(?<!\n)$/, ends ?? '\n') : text.replace(/(\r?\n)+$/, '');
  return ends === undefined ? ended : ended.replace(/\r?\n/g, ends);
}

/** The line end of all lines of a text; undefined where they differ, or there is none. */
function lineEndsOf(text: string): string | undefined {
  const kinds = new Set(text.match(/\r?\n/g));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}
