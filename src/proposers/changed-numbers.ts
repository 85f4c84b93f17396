import { formatCount } from '../format.ts';

/** Numbers of a summary, at most. */
const shown = 3;

/** A number of a program that got another value. */
export interface ChangedNumber {
  readonly from: number;
  readonly to: number;
  /** The name of the constant, variable, parameter or property that it belongs to. */
  readonly owner: string | undefined;
}

/** Says which numbers became what, such as `0.3 → 0.3629 (cooling), 3 → 2 (halfLife)`; those that changed most come first. */
export function describeNumbers(changes: readonly ChangedNumber[]): string {
  const most = changes.toSorted((a, b) => extentOf(b) - extentOf(a)).slice(0, shown);
  const rest = changes.length - most.length;
  const more = rest > 0 ? ` and ${formatCount(rest, 'more number')}` : '';
  return `${most.map(describeNumber).join(', ')}${more}`;
}

/** The change as a share of the larger of the two values. */
function extentOf({ from, to }: ChangedNumber): number {
  return Math.abs(to - from) / Math.max(Math.abs(from), Math.abs(to));
}

function describeNumber({ from, to, owner }: ChangedNumber): string {
  const digits = [4, 6, 9, 12].find((count) => from.toPrecision(count) !== to.toPrecision(count)) ?? 17;
  const text = (value: number) => String(Number.isInteger(value) ? value : Number(value.toPrecision(digits)));
  return `${text(from)} → ${text(to)}${owner === undefined ? '' : ` (${owner})`}`;
}
