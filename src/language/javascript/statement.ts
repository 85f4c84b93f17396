import type { Node } from './node.ts';
import { isInside, type Place } from './place.ts';
import type { Site } from './site.ts';

const lists: Readonly<Record<string, string>> = { Program: 'body', BlockStatement: 'body', SwitchCase: 'consequent' };
const fixed = /^(Import|Export)|Function|Class|^TS/;

/** Whether a place is one of a list of statements. */
export function isListed({ parent, field }: Place): boolean {
  return parent !== undefined && lists[parent.node.type] === field;
}

/** Whether a place holds a statement of a list, other than a declaration that the program's shape depends on. */
export function isStatement(place: Place): boolean {
  return isListed(place) && !fixed.test(place.node.type);
}

/** The statements around a place that have others beside them, the nearest first, as far as they may change. */
export function statementsAround({ place, regions }: Site): readonly Place[] {
  const found: Place[] = [];
  for (let at: Place | undefined = place; at; at = at.parent)
    if (isListed(at) && isInside(at.node, regions)) found.push(at);
  return found;
}

/** The statements of a loop's or function's body. */
export function statementsOf(body: Node): readonly Node[] {
  return body.type === 'BlockStatement' ? (body.body as Node[]) : [body];
}

/** A name that the text does not contain, made of a stem and, where needed, a number. */
export function freshName(text: string, stem: string): string {
  const isTaken = (name: string) => new RegExp(`\\b${name}\\b`).test(text);
  let name = stem;
  for (let number = 2; isTaken(name); number++) name = `${stem}${number}`;
  return name;
}

/** What stands before a statement on its line, when that is only space. */
export function indentOf(text: string, { start }: Node): string {
  return /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start))?.[1] ?? '';
}
