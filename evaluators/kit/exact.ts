/**
 * Exact arithmetic on doubles: every finite double is a whole number times a power of two, so sums, products and
 * comparisons need no rounding.
 */

const view = new DataView(new ArrayBuffer(8));

/** A finite double as `mantissa * 2 ** exponent`, exactly. */
export function decompose(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: bits >> 63n ? -magnitude : magnitude, exponent: Math.max(biased, 1) - 1075 };
}

/** Doubles as whole numbers of one unit, `2 ** exponent`; the unit is the same for all of them, and at most 1. */
export function toCommonUnit(values: readonly number[]): {
  readonly units: readonly bigint[];
  readonly exponent: number;
} {
  const parts = values.map(decompose).map((part) => (part.mantissa === 0n ? { ...part, exponent: 0 } : part));
  const exponent = parts.reduce((least, part) => Math.min(least, part.exponent), 0);
  const units = parts.map((part) => part.mantissa << BigInt(part.exponent - exponent));
  return { units, exponent };
}

/** The double nearest to `units * 2 ** exponent` (halves to even): one rounding, however large the number. */
export function toDouble(units: bigint, exponent: number): number {
  const length = (units < 0n ? -units : units).toString(2).length;
  const surplus = BigInt(Math.max(0, length - 64));
  // 64 digits, and a last one that is 1 if anything was dropped, round like the whole number.
  const dropped = units & ((1n << surplus) - 1n);
  const kept = Number(((units >> surplus) << 1n) | (dropped === 0n ? 0n : 1n));
  const shift = exponent + Number(surplus) - 1;
  return shift < -1000 ? kept * 2 ** -1000 * 2 ** (shift + 1000) : kept * 2 ** shift;
}

/** The sum of doubles, rounded once. */
export function exactSum(values: readonly number[]): number {
  const { units, exponent } = toCommonUnit(values);
  return toDouble(
    units.reduce((sum, unit) => sum + unit, 0n),
    exponent,
  );
}

/** The double nearest to a quotient of whole numbers: one rounding. */
export function quotient(dividend: bigint, divisor: bigint): number {
  if (divisor === 0n) throw new RangeError('division by zero');
  const size = (value: bigint) => (value < 0n ? -value : value);
  const digits = (value: bigint) => size(value).toString(2).length;
  // Enough digits to round from, and a last one that is 1 if there were more.
  const shift = BigInt(Math.max(0, 70 + digits(divisor) - digits(dividend)));
  const [large, by] = [size(dividend) << shift, size(divisor)];
  const units = ((large / by) << 1n) | (large % by === 0n ? 0n : 1n);
  return toDouble(dividend < 0n === divisor < 0n ? units : -units, -Number(shift) - 1);
}
