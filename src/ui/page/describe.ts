import { bestOf, isBetter } from '../../api/direction.ts';
import { formatChange, formatNumber } from '../../format.ts';
import type { Row } from '../protocol.ts';
import type { LiveRun } from './live-run.ts';

/** The colour of an outcome: green only for a gain. */
export function outcomeColour(run: LiveRun, row: Row): 'gain' | 'loss' | '' {
  if (row.status !== 'scored') return row.status === 'confirmed' ? 'gain' : row.status === 'remembered' ? '' : 'loss';
  if (run.isRefuted(row.number)) return 'loss';
  const [score, parents] = [run.score(row.number), row.parents.flatMap((parent) => run.score(parent) ?? [])];
  if (score === undefined || parents.length === 0 || !run.view) return '';
  return isBetter(run.view.direction, score, bestOf(run.view.direction, parents)) ? 'gain' : '';
}

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
