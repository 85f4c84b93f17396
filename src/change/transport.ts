/** An answer without what a terminal, an editor or a quotation adds to it; lines end with a line feed. */
export function withoutTransport(answer: string): string {
  return unquoted(
    answer
      .replace(terminalCodes, '')
      .replace(/^\uFEFF/, '')
      .replaceAll('\r\n', '\n'),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's codes begin with one
const terminalCodes = /\u001b\[[\d;?]*[A-Za-z]/g;

/** The text of a quotation, where every line is quoted. */
function unquoted(text: string): string {
  const lines = text.split('\n');
  const solid = lines.filter((line) => line.trim() !== '');
  if (solid.length === 0 || !solid.every((line) => /^\s*>(?: |$)/.test(line))) return text;
  return lines.map((line) => line.replace(/^\s*> ?/, '')).join('\n');
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' };

/** Characters that an editor or a web page writes in place of those of a program. */
const typography: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019]/g, "'"],
  [/[\u201c\u201d]/g, '"'],
  [/[\u00a0\u2007\u202f]/g, ' '],
  [/[\u200b\u2060\uFEFF]/g, ''],
];

/** The text with HTML entities and typographic characters as a program writes them. */
export function withoutMarkup(text: string): string {
  const decoded = text.replace(/&(?:(\w+)|#(\d{1,6})|#x([\da-f]{1,5}));/gi, (whole, name, decimal, hexadecimal) => {
    if (name) return entities[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
  return typography.reduce((rest, [pattern, plain]) => rest.replace(pattern, plain), decoded);
}
