import type { StageReport } from '../../../api/evaluation.ts';
import type { Candidate, StageTerms } from '../../../api/proposer.ts';
import { formatNumber } from '../../../format.ts';

/** Digits in groups of three, which models read more surely. */
function grouped(value: number): string {
  return String(Math.ceil(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The limits of the stages, one line each. */
export function renderLimits(stages: readonly StageTerms[]): string {
  const lines = stages.map(({ name, limits }) => `- ${name}: ${limitWords(limits).join(', ')}`);
  return `Limits of its evaluation, in this order; a program that exceeds one gets no score:\n${lines.join('\n')}`;
}

function limitWords(limits: StageTerms['limits']): readonly string[] {
  const { milliseconds, megabytes } = limits;
  if (!('processes' in limits)) {
    const { operations } = limits;
    const counted = operations === undefined ? [] : [`${grouped(operations)} operations in each call`];
    return [
      ...counted,
      `${grouped(milliseconds)} ms of processor time for all calls together, compiling included`,
      `${megabytes} MiB of heap`,
    ];
  }
  if (!('threads' in limits))
    return [`${grouped(milliseconds)} ms of processor time for the whole evaluation`, `${megabytes} MiB`];
  const { buildMilliseconds, threads, processes, gpu } = limits;
  const clock = processes > 1 || gpu ? 'wall' : 'processor';
  const time = `${grouped(milliseconds)} ms of ${clock} time for all runs together`;
  const alone = `${threads === 1 ? 'one thread' : `${threads} threads`}, ${processes === 1 ? 'one process' : `${processes} processes`}`;
  return [time, `${grouped(buildMilliseconds)} ms to check and build`, `${megabytes} MiB`, alone];
}

/** Scores and costs of a candidate by stage, one line each; empty where nothing is known of them. */
export function renderStages({ stages = [] }: Pick<Candidate, 'stages'>, terms: readonly StageTerms[]): string {
  const limits = new Map(terms.map((one) => [one.name, one.limits]));
  return stages
    .map((report) => `- ${report.name}: ${[resultWords(report), ...costWords(report, limits)].join('; ')}`)
    .join('\n');
}

function resultWords({ score, metrics, mostOperations }: StageReport): string {
  // The sum over all calls would stand beside a limit for one.
  const named = Object.entries(metrics).filter(([name]) => mostOperations === undefined || name !== 'operations');
  return [`score ${formatNumber(score)}`, ...named.map(([name, value]) => `${name} ${formatNumber(value)}`)].join(', ');
}

function costWords(
  { name, milliseconds, mostOperations }: StageReport,
  all: ReadonlyMap<string, StageTerms['limits']>,
) {
  const limits = all.get(name);
  if (!limits) return [];
  // Without a clock, as in a deterministic run, the time is 0.
  const time = milliseconds > 0 ? [`took ${grouped(milliseconds)} of ${grouped(limits.milliseconds)} ms`] : [];
  if (mostOperations === undefined || !('operations' in limits)) return time;
  return [`its longest call took ${grouped(mostOperations)} of ${grouped(limits.operations ?? 0)} operations`, ...time];
}
