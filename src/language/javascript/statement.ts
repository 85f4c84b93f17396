import type { Node } from './node.ts';
import { isInside, type Place } from './place.ts';
import type { Site } from './site.ts';

const lists: Readonly<Record<string, string>> = { Program: 'body', BlockStatement: 'body', SwitchCase: 'consequent' };
const fixed = /^(Import|Export)|Function|Class|^TS/;

/** Whether a place is in a list of statements. */
export function isListed({ parent, field }: Place): boolean {
  return parent !== undefined && lists[parent.node.type] === field;
}

/** The same, but no import, export, function, class or type: a statement that can be moved or removed. */
export function isStatement(place: Place): boolean {
  return isListed(place) && !fixed.test(place.node.type);
}

/** The listed statements around a place that may change, the nearest first. */
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

/** The indentation of a statement; empty where other code stands before it on its line. */
export function indentOf(text: string, { start }: Node): string {
  return /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start))?.[1] ?? '';
}
