import prettyMilliseconds from 'pretty-ms';
import type { ProposalAttempt } from './api/attempt.ts';
import { type Direction, fitnessOf } from './api/direction.ts';
import type { Evaluation } from './api/evaluation.ts';

/** A score or metric in at most nine significant digits. */
export function formatNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : String(value);
}

/** A change of score, with its sign. */
export function formatChange(value: number): string {
  return `${value < 0 ? '' : '+'}${formatNumber(value)}`;
}

/** A gain, which is positive where it is for the better, as the change of score that it was. */
export function formatGain(gain: number, direction: Direction): string {
  return formatChange(fitnessOf(direction, gain));
}

/** An outcome, such as `score 1.2`, `failed (timed-out in speed)` or `refused (syntax)`. */
export function formatOutcome(outcome: Evaluation | ProposalAttempt['outcome']): string {
  if (outcome.status === 'scored') return `score ${formatNumber(outcome.score)}`;
  if (outcome.status === 'refused') return `refused (${outcome.reason})`;
  return `failed (${outcome.reason} in ${outcome.stage})`;
}

/** A share as a percentage, such as `12.3 %`; a dash where there is none. */
export function formatShare(share: number | undefined): string {
  return share === undefined || !Number.isFinite(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}

/** US dollars, such as `$5`, `$0.42` or `$0.0031`. */
export function formatDollars(amount: number): string {
  if (Number.isInteger(amount)) return `$${amount}`;
  return `$${amount.toFixed(amount < 0.01 ? 4 : 2)}`;
}

/** A duration such as `2h 5m`, `3m 20s`, `12s` or `340ms`. */
export function formatDuration(milliseconds: number): string {
  const unit = milliseconds < 1000 ? 1 : 1000;
  return prettyMilliseconds(Math.round(milliseconds / unit) * unit, { unitCount: 2 });
}

const bars = '▁▂▃▄▅▆▇█';

/** A line of bars, one per number, from the least to the greatest. */
export function sparkline(values: readonly number[]): string {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const level = (value: number) => (high > low ? Math.round(((value - low) / (high - low)) * (bars.length - 1)) : 0);
  return values.map((value) => bars[level(value)]).join('');
}

/** A count of things, such as `1 number` or `2 numbers`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Counts by name, the largest first, such as `duplicate 12, no-site 3`. */
export function formatCounts(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([name, count]) => `${name} ${count}`).join(', ');
}

/**
 * The lines of a table, every column as wide as its widest cell; numbers are aligned on the right. The last cell of a row
 * that is shorter than the first one takes the rest of its line.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean = () => false,
): readonly string[] {
  const [head = []] = rows;
  const isFree = (row: readonly string[], column: number) => row.length < head.length && column === row.length - 1;
  const widthOf = (row: readonly string[], column: number) => (isFree(row, column) ? 0 : (row[column]?.length ?? 0));
  const widths = head.map((_, column) => Math.max(...rows.map((row) => widthOf(row, column))));
  const pad = (row: readonly string[], column: number) =>
    isNumber(column) && !isFree(row, column)
      ? row[column]!.padStart(widths[column]!)
      : row[column]!.padEnd(widths[column]!);
  return rows.map((row) =>
    row
      .map((_, column) => pad(row, column))
      .join('  ')
      .trimEnd(),
  );
}
