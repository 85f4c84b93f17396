import { plain } from '../plain.ts';

/** Text of a candidate as one line of Markdown that shows only that text: no tag, link, mention or list. */
export function escapeMarkdown(text: string): string {
  return plain(text)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '&#64;')
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/^(\d*)([#+=>.)-])/, '$1\\$2')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/(?<=www)\./gi, '&#46;');
}

/** A fenced block, with more backticks than its text has in a row. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${plain(text).toWellFormed().trimEnd()}\n${fence}`;
}

/** A list; its items are escaped. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
}

/** A table; its cells are escaped. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}
