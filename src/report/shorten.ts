/** The beginning of a text, on one line. */
export function shorten(text: string, length = 240): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
