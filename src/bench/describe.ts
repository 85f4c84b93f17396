import type { Direction } from '../api/direction.ts';
import { alignColumns, formatDuration, formatNumber } from '../format.ts';
import { type ArmSummary, type Reached, type Spread, significance, type Verdict } from './compare.ts';
import type { Allowance } from './curve.ts';
import { leastP } from './rank-test.ts';

type Format = (value: number) => string;

/** The result of a bench. */
export interface BenchResult {
  readonly problem: string;
  /** Which scores are better. */
  readonly direction: Direction;
  readonly allowance: Allowance;
  readonly seeds: readonly number[];
  /** Times have no meaning if true. */
  readonly deterministic: boolean;
  readonly initial: number;
  readonly knownBest: { readonly score: number; readonly source: string } | undefined;
  readonly arms: readonly ArmSummary[];
}

/** The result as tables, with a conclusion in words. */
export function describeBench(result: BenchResult): string {
  const { problem, direction, allowance, seeds, initial, knownBest, arms } = result;
  const formatTime = result.deterministic ? () => '–' : formatDuration;
  const known = knownBest ? `, best known ${formatNumber(knownBest.score)}` : '';
  const which = direction === 'min' ? ' (lower is better)' : '';
  const head = `${problem}: ${formatAllowance(allowance)} a run, seeds ${seeds.join(', ')}; starts at ${formatNumber(initial)}${known}${which}`;
  const words = describeDifferences(arms);
  return [
    head,
    '',
    ...scoreTable(arms, formatTime),
    ...reachTables(arms, formatTime),
    ...(words.length > 0 ? ['', ...words] : []),
  ].join('\n');
}

export function formatAllowance({ unit, amount }: Allowance): string {
  return unit === 'milliseconds' ? formatDuration(amount) : `${amount} ${unit}`;
}

function scoreTable(arms: readonly ArmSummary[], formatTime: Format): readonly string[] {
  const [reference] = arms;
  return alignColumns([
    [
      'arm',
      'best score (lowest, highest)',
      'at ¼',
      'at ½',
      'attempts',
      'evaluations',
      'time',
      `against ${reference?.label}`,
    ],
    ...arms.map(({ label, score, afterQuarter, afterHalf, spent, against }) => [
      label,
      formatSpread(score, formatScore),
      formatMedian(afterQuarter, formatScore),
      formatMedian(afterHalf, formatScore),
      formatMedian(spent.attempts, formatCount),
      formatMedian(spent.evaluations, formatCount),
      formatMedian(spent.milliseconds, formatTime),
      against ? `${against.verdict} (p ${formatP(against.p)}, better in ${Math.round(100 * against.above)} %)` : '',
    ]),
  ]);
}

function reachTables(arms: readonly ArmSummary[], formatTime: Format): readonly string[] {
  const targets = arms[0]?.reached.map(({ score }) => score) ?? [];
  return targets.flatMap((target, index) => [
    '',
    ...alignColumns([
      [`to reach ${formatNumber(target)}`, 'runs', 'evaluations', 'time'],
      ...arms.map(({ label, runs, reached }) => [label, ...reachRow(reached[index] as Reached, runs, formatTime)]),
    ]),
  ]);
}

function reachRow({ runs, evaluations, milliseconds }: Reached, all: number, formatTime: Format): readonly string[] {
  return [`${runs}/${all}`, formatSpread(evaluations, formatCount), formatSpread(milliseconds, formatTime)];
}

/** The arms that differ from the first one, in words. */
function describeDifferences(arms: readonly ArmSummary[]): readonly string[] {
  const [reference, ...others] = arms;
  if (!reference || others.length === 0) return [];
  const named = (verdict: Verdict) =>
    others.filter(({ against }) => against?.verdict === verdict).map(({ label }) => label);
  const sentences = [
    ...sentence(named('better'), `better than ${reference.label}`),
    ...sentence(named('worse'), `worse than ${reference.label}`),
    ...sentence(named('within chance'), `no difference to ${reference.label} beyond chance`),
  ];
  return [...sentences, ...caveats(reference, others)];
}

function sentence(labels: readonly string[], what: string): readonly string[] {
  return labels.length > 0 ? [`${what}: ${labels.join(', ')}`] : [];
}

function caveats(reference: ArmSummary, others: readonly ArmSummary[]): readonly string[] {
  const least = leastP(reference.runs, reference.runs);
  if (least >= significance)
    return [
      `With ${reference.runs} seeds no difference is distinguishable from chance (least p ${formatP(least)}): use 4 or more.`,
    ];
  const expected = (significance * others.length).toFixed(1);
  return [
    `p: exact two-sided Mann-Whitney test over the runs; with this number of seeds at least ${formatP(least)}. Of ` +
      `${others.length} comparisons, ${expected} fall below ${significance} by chance alone.`,
  ];
}

function formatP(p: number): string {
  return String(Number(p.toPrecision(2)));
}

function formatScore(score: number): string {
  return String(Number(score.toPrecision(6)));
}

function formatCount(count: number): string {
  return String(Math.round(count));
}

function formatMedian({ median }: Spread, format: Format): string {
  return median === null ? '–' : format(median);
}

function formatSpread({ median, low, high }: Spread, format: Format): string {
  const show = (value: number | null) => (value === null ? '–' : format(value));
  return low === null ? '–' : `${show(median)} (${show(low)}, ${show(high)})`;
}
