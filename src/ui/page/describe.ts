import { bestOf, fitnessOf } from '../../api/direction.ts';
import { formatChange, formatNumber } from '../../format.ts';
import type { Row } from '../protocol.ts';
import type { LiveRun } from './live-run.ts';

/** The colour of an outcome: green only for a gain. */
export function outcomeColour(run: LiveRun, row: Row): 'gain' | 'loss' | '' {
  if (row.status !== 'scored') return row.status === 'confirmed' ? 'gain' : row.status === 'remembered' ? '' : 'loss';
  if (run.isRefuted(row.number)) return 'loss';
  const change = changeOf(run, row);
  return run.view && change !== undefined && fitnessOf(run.view.direction, change) > 0 ? 'gain' : '';
}

/** The outcome of an attempt in a few words. */
export function describeOutcome(run: LiveRun, row: Row): string {
  if (row.reason !== undefined) return `${row.status}: ${row.reason}`;
  if (row.kind === 'audit') return row.score === undefined ? row.status : `${row.status} at ${formatNumber(row.score)}`;
  if (row.status !== 'scored') return row.status;
  const change = changeOf(run, row);
  const difference = change === undefined ? '' : ` (${formatChange(change)})`;
  const refuted = run.isRefuted(row.number) ? ', refuted' : '';
  return `${formatNumber(run.score(row.number) ?? Number.NaN)}${difference}${refuted}`;
}

/** By how much a score changed against the better parent; undefined where one of them has none. */
export function changeOf(run: LiveRun, { number, parents }: Row): number | undefined {
  const score = run.score(number);
  const before = parents.flatMap((parent) => run.score(parent) ?? []);
  if (score === undefined || before.length === 0 || !run.view) return undefined;
  return score - bestOf(run.view.direction, before);
}
