import { isPlaced } from '../../../api/attempt.ts';
import type { Row } from '../../protocol.ts';
import { numberIn } from '../numbers.ts';

/** The choice of rows that an address makes; undefined: all. */
export interface Filter {
  readonly outcome: string | undefined;
  readonly proposer: string | undefined;
  readonly model: string | undefined;
  readonly island: number | undefined;
  readonly note: string | undefined;
  /** Bounds of the score; with one of them, only attempts with a score are shown. */
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly text: string;
}

export function readFilter(values: URLSearchParams): Filter {
  return {
    ...{ outcome: values.get('outcome') || undefined, proposer: values.get('proposer') || undefined },
    ...{ model: values.get('model') || undefined, island: numberIn(values, 'island') },
    note: values.get('note') || undefined,
    ...{ least: numberIn(values, 'least'), most: numberIn(values, 'most'), text: values.get('text') ?? '' },
  };
}

/** What is known of the candidates of a run: their scores after audits, and notes on them. */
interface Known {
  score(number: number): number | undefined;
  readonly notes: ReadonlyMap<number, { readonly star: boolean }>;
}

/** The rows that a filter lets through; `found` are the attempts whose texts hold the searched one. */
export function filterRows(
  rows: readonly Row[],
  run: Known,
  filter: Filter,
  found: ReadonlySet<number>,
): readonly Row[] {
  const text = filter.text.toLowerCase();
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = filter;
  const bounded = filter.least !== undefined || filter.most !== undefined;
  const inRange = (score: number | undefined) => score !== undefined && score >= least && score <= most;
  return rows.filter(
    (row) =>
      (filter.outcome === undefined || hasOutcome(row, filter.outcome)) &&
      (filter.proposer === undefined || row.proposer === filter.proposer) &&
      (filter.model === undefined || row.model === filter.model) &&
      (filter.island === undefined || row.island === filter.island) &&
      (filter.note === undefined || hasNote(run, row, filter.note)) &&
      (!bounded || inRange(run.score(row.number))) &&
      (text === '' || found.has(row.number)),
  );
}

export const noteKinds = ['starred', 'with a note or a star'] as const;

function hasNote({ notes }: Known, { number }: Row, kind: string): boolean {
  return kind === noteKinds[0] ? notes.get(number)?.star === true : notes.has(number);
}

/** Outcomes that several others belong to. */
const groups: Readonly<Record<string, (row: Row) => boolean>> = {
  'with a score': ({ status }) => status === 'scored',
  kept: ({ placement }) => isPlaced(placement),
  'best at its time': ({ champion }) => champion === true,
};

function hasOutcome(row: Row, outcome: string): boolean {
  return groups[outcome]?.(row) ?? outcomeName(row) === outcome;
}

/** The outcome of an attempt by name: its placement, or why it has no score. */
export function outcomeName({ placement, status, reason }: Row): string {
  return placement ?? (reason === undefined ? status : `${status}: ${reason}`);
}

/** The values that each filter can have. */
export interface FilterValues {
  readonly outcomes: readonly string[];
  readonly proposers: readonly string[];
  readonly models: readonly string[];
  readonly islands: readonly string[];
}

export function filterValues(rows: readonly Row[]): FilterValues {
  const distinct = (of: (row: Row) => string | number | undefined) =>
    [...new Set(rows.map(of))].filter((value) => value !== undefined).map(String);
  return {
    outcomes: [...Object.keys(groups), ...distinct(outcomeName).sort()],
    proposers: distinct(({ proposer }) => proposer).sort(),
    models: distinct(({ model }) => model).sort(),
    islands: distinct(({ island }) => island).sort((a, b) => Number(a) - Number(b)),
  };
}
