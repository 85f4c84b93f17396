import { formatChange, formatDuration, formatNumber } from '../../../format.ts';
import { plainLine } from '../../../plain.ts';
import { describeNote, type NoteFacts } from '../../../report/notes.ts';
import type { Row } from '../../protocol.ts';
import { changeOf } from '../describe.ts';
import type { LiveRun } from '../live-run.ts';
import type { Column } from './column.ts';
import { outcomeName } from './filter.ts';

/** Columns that every row has the values of. */
export function rowColumns(run: LiveRun): readonly Column[] {
  const number = (key: string, value: (row: Row) => number | undefined, format = formatNumber): Column => ({
    ...{ key, label: key, isNumber: true, age: 0, value, format },
  });
  const text = (key: string, value: (row: Row) => string | undefined): Column => ({
    ...{ key, label: key, isNumber: false, age: 0, value, format: String },
  });
  const note: Column = {
    ...text('note', (row) => noteText(run.notes.get(row.number))),
    age: run.notesAge,
  };
  return [
    number('score', (row) => run.score(row.number)),
    number('change', (row) => changeOf(run, row), formatChange),
    text('outcome', (row) => (run.isRefuted(row.number) ? 'refuted' : outcomeName(row))),
    number('island', ({ island }) => island),
    text('proposer', ({ proposer }) => proposer),
    text('model', ({ model }) => model),
    text('parents', ({ parents }) => parents.map((parent) => `#${parent}`).join(' ') || undefined),
    number('time', ({ at }) => at, formatDuration),
    text('summary', ({ summary }) => summary),
    note,
  ];
}

/** A note on one line, fit to be shown; those with a star are sorted together. */
function noteText(note: NoteFacts | undefined): string | undefined {
  return note && plainLine(describeNote(note));
}

/** A column of figures that the server has, by its name; `values` are in the order of the rows. */
export function figureColumn(
  name: string,
  values: readonly (number | null)[],
  indexOf: (number: number) => number,
): Column {
  const value = ({ number }: Row) => values[indexOf(number)] ?? undefined;
  return {
    ...{ key: name, label: name.replace(/^\w+ /, ''), isNumber: true, age: values.length },
    ...{ value, format: formatNumber },
  };
}

export const numberColumn: Column = {
  ...{ key: 'number', label: 'candidate', isNumber: true, age: 0 },
  ...{ value: ({ number }) => number, format: (value) => `#${value}` },
};

/** The text of a cell; a dash where there is none. */
export function cellText({ value, format, isNumber }: Column, row: Row): string {
  const found = value(row);
  if (found === undefined || found === '') return '–';
  return isNumber ? format(Number(found)) : String(found);
}
