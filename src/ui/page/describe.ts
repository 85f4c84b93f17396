import { bestOf } from '../../api/direction.ts';
import { formatChange, formatNumber } from '../../format.ts';
import type { Row } from '../protocol.ts';
import type { LiveRun } from './live-run.ts';

/** The outcome of an attempt in a few words. */
export function describeOutcome(run: LiveRun, row: Row): string {
  if (row.reason !== undefined) return `${row.status}: ${row.reason}`;
  if (row.kind === 'audit') return row.score === undefined ? row.status : `${row.status} at ${formatNumber(row.score)}`;
  if (row.status !== 'scored') return row.status;
  const score = run.score(row.number) ?? Number.NaN;
  const parents = row.parents.flatMap((parent) => run.score(parent) ?? []);
  const change = run.view && parents.length > 0 ? formatChange(score - bestOf(run.view.direction, parents)) : '';
  const refuted = run.isRefuted(row.number) ? ', refuted' : '';
  return `${formatNumber(score)}${change && ` (${change})`}${refuted}`;
}
