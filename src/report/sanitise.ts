import { Markup, markup } from './markup.ts';

/** The allowed elements, each with its own attributes. None of them loads, links or runs anything. */
const elements: Readonly<Record<string, readonly string[]>> = {
  svg: ['viewBox', 'width', 'height', 'preserveAspectRatio'],
  g: [],
  circle: ['cx', 'cy', 'r'],
  ellipse: ['cx', 'cy', 'rx', 'ry'],
  line: ['x1', 'y1', 'x2', 'y2'],
  path: ['d', 'pathLength'],
  polygon: ['points'],
  polyline: ['points'],
  rect: ['x', 'y', 'width', 'height', 'rx', 'ry'],
  text: ['x', 'y', 'dx', 'dy', 'text-anchor', 'dominant-baseline', 'font-size', 'font-weight'],
  tspan: ['x', 'y', 'dx', 'dy', 'text-anchor', 'font-size', 'font-weight'],
  title: [],
};

const presentation = [
  ...['fill', 'fill-opacity', 'fill-rule', 'opacity', 'transform'],
  ...['stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin'],
];

/** Numbers, colours, words and transforms; no quotes, no references, no addresses. */
const harmless = /^(?!.*\burl\s*\()[-+\w\s.,#%()]*$/is;

/** Most characters of a picture. */
const mostCharacters = 2_000_000;
const deepest = 64;

/** An opening tag (name, attributes, whether it closes itself), a closing tag, a comment, or text. */
const token =
  /<(?<name>[A-Za-z][\w:-]*)(?<attributes>(?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<alone>\/?)>|<\/(?<end>[A-Za-z][\w:-]*)\s*>|<!--(?:(?!--)[\s\S])*-->|(?<text>[^<]+)/y;
const attributePattern = /([\w:-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/**
 * Rewrites the picture of a problem from its allowed parts: unknown elements are dropped with their content, as are
 * unknown attributes and suspicious values. Undefined if the text is no well-formed SVG, or too large.
 */
export function sanitisePicture(text: string): Markup | undefined {
  const source = text.trim();
  if (source.length > mostCharacters) return undefined;
  const picture = new KeptPicture();
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const groups = token.exec(source)?.groups;
    if (!groups || !picture.take(groups)) return undefined;
  }
  return picture.whole;
}

/** The kept parts so far. Each method returns whether the text is still well-formed. */
class KeptPicture {
  readonly #kept: string[] = [];
  readonly #open: string[] = [];
  /** Number of open elements, from the outermost, that are kept. */
  #visible = 0;
  #closed = false;

  get whole(): Markup | undefined {
    return this.#closed ? new Markup(this.#kept.join('')) : undefined;
  }

  take({ name, attributes = '', alone, end, text }: Readonly<Record<string, string | undefined>>): boolean {
    if (name !== undefined) return this.#begin(name, attributes, alone === '/');
    if (end !== undefined) return this.#end(end);
    if (text === undefined) return true; // a comment
    if (this.#isVisible) this.#kept.push(markup`${decode(text)}`.text);
    return this.#open.length > 0;
  }

  get #isVisible(): boolean {
    return this.#visible === this.#open.length;
  }

  #begin(name: string, attributes: string, alone: boolean): boolean {
    const isRoot = this.#open.length === 0;
    if (this.#closed || this.#open.length >= deepest || (isRoot && name !== 'svg')) return false;
    // A page reads what is in a title as HTML: it may hold text only.
    const kept = this.#isVisible && Object.hasOwn(elements, name) && this.#open.at(-1) !== 'title';
    const space = isRoot ? ' xmlns="http://www.w3.org/2000/svg"' : '';
    if (kept) this.#kept.push(`<${name}${space}${keepAttributes(name, attributes)}>`);
    if (kept) this.#visible++;
    this.#open.push(name);
    return alone ? this.#end(name) : true;
  }

  #end(name: string): boolean {
    const kept = this.#isVisible;
    if (this.#open.pop() !== name) return false;
    if (kept) this.#kept.push(`</${name}>`);
    if (kept) this.#visible--;
    this.#closed = this.#open.length === 0;
    return true;
  }
}

function keepAttributes(name: string, attributes: string): string {
  const kept = [...attributes.matchAll(attributePattern)].flatMap(([, key = '', double, single]) => {
    const value = decode(double ?? single ?? '');
    const known = elements[name]?.includes(key) || presentation.includes(key);
    return known && harmless.test(value) ? [markup` ${key}="${value}"`.text] : [];
  });
  return [...new Set(kept)].join('');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] as string);
}
