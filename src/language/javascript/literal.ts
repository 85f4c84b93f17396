import type { Program } from '../../api/program.ts';
import { bare } from './node.ts';
import type { Place } from './place.ts';
import { type Edit, type Site, sitesOf } from './site.ts';

/** A numeric literal with its sign and parentheses, such as `0.5`, `-3` or `(-3)`. */
export interface Literal {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly value: number;
  /** Whether it is written without point and exponent, as counts and indices are. */
  readonly whole: boolean;
  /** Whether it is the whole value of a constant, so that it has a name: `const reach = 0.5`. */
  readonly named: boolean;
}

const isNumber = ({ node }: Place): boolean => node.type === 'Literal' && typeof node.value === 'number';

/** All numeric literals of the program's blocks, in the order of the text. */
export function literalsOf(program: Program): readonly Literal[] {
  return sitesOf(program, isNumber).filter(isPlain).map(literalOf);
}

/** Keys of objects and classes are names, not numbers. */
function isPlain({ place }: Site): boolean {
  const { parent, field } = place;
  return !(field === 'key' && parent?.node.computed !== true);
}

function literalOf({ file, place }: Site): Literal {
  const negative = place.parent?.node.type === 'UnaryExpression' && place.parent.node.operator === '-';
  const signed = negative ? place.parent! : place;
  const enclosed = negative && signed.parent?.node.type === 'ParenthesizedExpression';
  const outer = enclosed ? signed.parent! : signed;
  const { start, end } = outer.node;
  const value = bare(place.node).value as number;
  const whole = /^\d+$/.test(String(place.node.raw));
  const holder = outer.parent;
  const named = holder?.node.type === 'VariableDeclarator' && holder.parent?.node.kind === 'const';
  return { file: file.name, start, end, value: negative ? -value : value, whole, named };
}

/** Writes a number so that it can stand wherever a literal can. */
export function writeNumber(value: number): string {
  const text = String(value === 0 ? 0 : value);
  return text.startsWith('-') ? `(${text})` : text;
}

/** The average size of the numbers that are not zero; 1 where there are none. */
export function typicalSize(literals: readonly Literal[]): number {
  const sizes = literals.map(({ value }) => Math.abs(value)).filter((size) => size > 0);
  return sizes.length > 0 ? sizes.reduce((sum, size) => sum + size, 0) / sizes.length : 1;
}

export function replaceLiteral({ start, end }: Literal, value: number): Edit {
  return { start, end, text: writeNumber(value) };
}

/** A number in few digits, for a summary. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(6)));
}
