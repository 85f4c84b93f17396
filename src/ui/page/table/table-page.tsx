import { useMemo } from 'preact/hooks';
import { formatCount } from '../../../format.ts';
import { type Row, searchPlaces } from '../../protocol.ts';
import { setValue, writeAddress } from '../address.ts';
import type { LiveRun } from '../live-run.ts';
import { readNumbers } from '../numbers.ts';
import { SaveCsv } from '../save-csv.tsx';
import type { ShownRun } from '../shown.ts';
import type { Column } from './column.ts';
import { ColumnChoice } from './column-choice.tsx';
import { figureColumn, numberColumn, rowColumns } from './columns.ts';
import { type Filter, filterRows, filterValues, readFilter } from './filter.ts';
import { Filters } from './filters.tsx';
import { Grid } from './grid.tsx';
import { type Order, readOrder, sortRows, writeOrder } from './sort.ts';
import { useFigures } from './use-figures.ts';
import { useSearch } from './use-search.ts';

/** All attempts of a run as a table. What is shown is in the address, so that it can be sent. */
export function TablePage({ run, view, summary, values }: ShownRun) {
  const filter = readFilter(values);
  const places = values.get('in') ?? '';
  const search = useSearch(run.id, filter.text, places || searchPlaces.join());
  const known = useMemo(() => filterValues(run.rows), [run, run.rows.length]);
  const shown = readColumns(values, { model: known.models.length > 0, note: run.notes.size > 0 });
  const columns = useColumns(run, shown, summary.columns);
  const order = readOrder(values.get('sort') ?? (view.direction === 'max' ? '-score' : 'score'));
  const all = [numberColumn, ...columns];
  const rows = useRows(run, filter, search.found, all, order);
  const pins = readNumbers(values.get('pins'));
  return (
    <>
      <h1>Candidates</h1>
      <Filters
        filter={filter}
        values={known}
        search={search}
        places={places}
        hasNotes={run.notes.size > 0}
        total={run.rows.length}
      />
      <div class="controls">
        <strong role="status">{formatCount(rows.length, 'attempt')}</strong>
        <ColumnChoice run={run} figures={summary.columns} shown={shown} />
        <SaveCsv name={view.name} header={all.map(({ label }) => label)} cells={() => cellsOf(rows, all)} />
        {pins.length > 0 && <Pinned run={run.id} pins={pins} />}
      </div>
      <Grid
        {...{ run: run.id, rows, columns, order, pins }}
        sort={(key) => setValue('sort', writeOrder({ key, descending: order.key === key && !order.descending }))}
        pin={(number) => setValue('pins', toggled(pins, number).join(' ') || undefined)}
      />
    </>
  );
}

function Pinned({ run, pins }: { readonly run: number; readonly pins: readonly number[] }) {
  return (
    <>
      <a href={writeAddress(run, 'compare', { pins: pins.join(' ') })}>
        compare {formatCount(pins.length, 'candidate')}
      </a>
      <button type="button" onClick={() => setValue('pins', undefined)}>
        unpin all
      </button>
    </>
  );
}

const defaultColumns = ['score', 'change', 'outcome', 'island', 'proposer', 'model', 'summary', 'note'];

/** The columns of the address, or else the usual ones, of those that a run may lack only such that it `has`. */
function readColumns(values: URLSearchParams, has: { readonly [key in 'model' | 'note']: boolean }): readonly string[] {
  const chosen = values.get('columns')?.split(',').map(decodeURIComponent);
  return chosen ?? defaultColumns.filter((key) => has[key as keyof typeof has] !== false);
}

/** The chosen columns, in the order of all columns. */
function useColumns(run: LiveRun, shown: readonly string[], figures: readonly string[]): readonly Column[] {
  const chosen = figures.filter((name) => shown.includes(name));
  const values = useFigures(run, chosen);
  return [
    ...rowColumns(run).filter(({ key }) => shown.includes(key)),
    ...chosen.map((name) => figureColumn(name, values.get(name) ?? [], (number) => run.index(number))),
  ];
}

function useRows(
  run: LiveRun,
  filter: Filter,
  found: ReadonlySet<number>,
  columns: readonly Column[],
  order: Order,
): readonly Row[] {
  const column = columns.find(({ key }) => key === order.key) ?? numberColumn;
  const { rows } = run;
  const sorted = useMemo(
    () => sortRows(rows, column, order.descending),
    [run, rows.length, column.key, column.age, order.descending],
  );
  // Sorted first, so that another filter sorts nothing.
  return useMemo(() => filterRows(sorted, run, filter, found), [sorted, run.notes, JSON.stringify(filter), found]);
}

function toggled(numbers: readonly number[], number: number): readonly number[] {
  return numbers.includes(number) ? numbers.filter((one) => one !== number) : [...numbers, number];
}

function cellsOf(rows: readonly Row[], columns: readonly Column[]) {
  return rows.map((row) => columns.map(({ value }) => value(row)));
}
