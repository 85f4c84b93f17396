/** Control characters but tab and line ends (a lone return overwrites its line), and those that hide or turn the direction of what is written. */
const deceptive = /[^\P{Cc}\t\n\r]|\r(?!\n)|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Text that a candidate or a model chose, fit for a terminal: deceptive characters are written out. */
export function plain(text: string): string {
  return text.replace(deceptive, written);
}

/** The deceptive characters of a text, each once, written out. */
export function deceptions(text: string): readonly string[] {
  return [...new Set(text.match(deceptive) ?? [])].map(written);
}

function written(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
