import { plain } from '../plain.ts';

/** Text that is already markup; all other text in markup is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for HTML or SVG, between tags or in a quoted attribute; deceptive characters are written out. */
function escapeText(text: string): string {
  return plain(text)
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** HTML or SVG from a template. Values are escaped, except `Markup`. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => (index === 0 ? '' : written(parts[index - 1])) + text).join(''));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map(written).join('') : escapeText(String(part));
}
