/** Maps numbers to positions, and lists the numbers that the axis shows. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

export type Scale = 'linear' | 'log';

/** Numbers up to this count as zero. */
export const tiny = 1e-300;

/** Whether a value is within three times the range of the others. */
export function isNear(value: number, others: readonly number[]): boolean {
  const [low, high] = [Math.min(...others), Math.max(...others)];
  const reach = 3 * (high - low || Math.abs(high) || 1);
  return value >= low - reach && value <= high + reach;
}

/** An axis from the least to the greatest of the values, which are above zero where it is logarithmic. */
export function axisOf(scale: Scale, values: readonly number[], [from, to]: readonly [number, number]): Axis {
  const [low, high] = widened(Math.min(...values), Math.max(...values), scale);
  const [place, ticks] = scale === 'log' ? [Math.log, logTicks(low, high)] : [Number, linearTicks(low, high)];
  const at = (value: number) => from + ((place(value) - place(low)) / (place(high) - place(low))) * (to - from);
  return { at, ticks };
}

/** The range, widened if it is too small for doubles. */
function widened(low: number, high: number, scale: Scale): [number, number] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > 1e-12 * size && size > tiny) return [low, high];
  if (scale === 'log') return [low / 2, high * 2];
  const room = size > tiny ? size : 1;
  return [low - room / 2, high + room / 2];
}

/** About five round numbers in a range. */
function linearTicks(low: number, high: number): number[] {
  const raw = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) as number);
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** At most eight powers of ten in a range; round numbers if there are fewer than two. */
function logTicks(low: number, high: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  if (last <= first) return linearTicks(low, high);
  const step = Math.ceil((last - first + 1) / 8);
  const count = Math.floor((last - first) / step) + 1;
  return Array.from({ length: count }, (_, index) => Number(`1e${first + index * step}`));
}

/** A position, rounded to what is visible. */
export function short(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** The baseline of the text at a horizontal line: under the line, but over it near the bottom, where the axis has its numbers. */
export function baselineAt(line: number, bottom: number): number {
  return line + 16 > bottom ? line - 5 : line + 13;
}

/** The text of a number at an axis. */
export function formatTick(value: number): string {
  return String(Number(value.toPrecision(6)));
}
