import { deriveLately } from '../derive.ts';
import type { NumberSite } from '../language.ts';
import type { SourceFile } from '../source.ts';
import { ownerOf } from './owner.ts';
import { type Place, placesOf } from './place.ts';

/** All numbers of a file, in the order of the text. */
export const numbersIn = deriveLately((file: SourceFile): readonly NumberSite[] =>
  placesOf(file)
    .filter(isNumber)
    .map((place) => siteOf(place, file.text)),
);

/** Keys of objects and classes are names, not numbers. */
function isNumber({ node, parent, field }: Place): boolean {
  const isKey = field === 'key' && parent?.node.computed !== true;
  return node.type === 'Literal' && typeof node.value === 'number' && !isKey;
}

/** A number with its sign and parentheses, such as `0.5`, `-3` or `(-3)`. */
function siteOf(place: Place, text: string): NumberSite {
  const { parent: around, node } = place;
  const negative = around?.node.type === 'UnaryExpression' && around.node.operator === '-';
  const signed = negative ? around : place;
  const outer = negative && signed.parent?.node.type === 'ParenthesizedExpression' ? signed.parent : signed;
  const holder = outer.parent;
  return {
    start: outer.node.start,
    end: outer.node.end,
    value: (negative ? -1 : 1) * (node.value as number),
    whole: /^\d+$/.test(String(node.raw)),
    integral: false,
    named: holder?.node.type === 'VariableDeclarator' && holder.parent?.node.kind === 'const',
    owner: ownerOf(place, text),
    write: writeNumber,
  };
}

/** Writes a number so that it can stand wherever another stood. */
export function writeNumber(value: number): string {
  const text = String(value === 0 ? 0 : value);
  return text.startsWith('-') ? `(${text})` : text;
}
