/** A number as it is spelled in a program. */
export interface Spelling {
  readonly value: number;
  /** Without point and exponent. */
  readonly whole: boolean;
  /** Such as `f` or `u64`, in lower case. */
  readonly suffix: string;
  /** The same for all spellings of one number; digits of whole numbers are exact. */
  readonly normal: string;
}

const whole = /^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|\d+)([a-df-z]\w*)?$/;
const withPoint = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/;
const suffixOfPoint = /^(?:[fld]|f16|f32|f64|f128|bf16)?$/;
/** Suffixes of numbers with a point that can follow digits alone. */
const pointSuffix = /^(?:f|f16|f32|f64|f128)$/;

/**
 * Reads a number of any of the languages, which may have a sign; undefined for what is none (imaginary ones are not).
 * `octal`: a 0 at the beginning makes it octal.
 */
export function readNumber(text: string, octal = false): Spelling | undefined {
  if (/^[-+]/.test(text)) return signed(text[0] === '-' ? -1 : 1, readNumber(text.slice(1), octal));
  const digits = text.toLowerCase().replace(/(?<=[\da-f])['_]+(?=[\da-z])/g, '');
  const [, integer, suffix = ''] = whole.exec(octal ? digits.replace(/^0(?=\d+[ul]*$)/, '0o') : digits) ?? [];
  if (integer !== undefined && !/^[ij]$/.test(suffix))
    return pointSuffix.test(suffix) ? real(integer, suffix) : exact(integer, suffix);
  const [number] = withPoint.exec(digits) ?? [];
  const rest = number === undefined ? '?' : digits.slice(number.length);
  return number !== undefined && suffixOfPoint.test(rest) ? real(number, rest) : undefined;
}

function signed(sign: 1 | -1, spelling: Spelling | undefined): Spelling | undefined {
  if (!spelling || sign > 0) return spelling;
  return { ...spelling, value: -spelling.value, normal: `-${spelling.normal}` };
}

function exact(digits: string, suffix: string): Spelling {
  const value = BigInt(/^0\d/.test(digits) ? digits.replace(/^0+(?=\d)/, '') : digits);
  return { value: Number(value), whole: true, suffix, normal: `${value}${suffix}` };
}

function real(digits: string, suffix: string): Spelling {
  const value = Number(digits);
  return { value, whole: false, suffix, normal: `${value}.${suffix}` };
}

/**
 * Writes a number as another was: with its suffix, and with a point exactly where that had one, since that decides the
 * type in most languages. `dynamic`: a whole number may get a point.
 */
export function writeNumber(value: number, like: Spelling, dynamic = false): string {
  if (!Number.isFinite(value)) return writeNumber(like.value, like);
  if (like.whole && (!dynamic || Number.isInteger(value))) return `${BigInt(Math.round(value))}${like.suffix}`;
  const text = String(value === 0 ? 0 : value);
  return `${/^-?\d+$/.test(text) ? `${text}.0` : text}${like.suffix}`;
}

/** The average size of the numbers that are not zero; 1 where there are none. */
export function typicalSize(numbers: readonly { readonly value: number }[]): number {
  const sizes = numbers.map(({ value }) => Math.abs(value)).filter((size) => size > 0);
  return sizes.length > 0 ? sizes.reduce((sum, size) => sum + size, 0) / sizes.length : 1;
}

/** A number in few digits, for a summary. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(6)));
}
