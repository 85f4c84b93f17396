import type { ComponentChildren } from 'preact';
import type { CsvCell } from './csv.ts';
import { SaveCsv } from './save-csv.tsx';
import { Wide } from './scrollable.tsx';

/** One column of a table. */
export interface TableColumn<Row> {
  readonly label: string;
  /** In the saved table, behind the label. */
  readonly unit?: 's' | 'ms';
  /** Numbers are aligned on the right. */
  readonly isNumber?: boolean;
  /** What is saved, and shown where `show` says nothing else; a dash where there is none. */
  readonly value: (row: Row) => CsvCell;
  readonly show?: (row: Row) => ComponentChildren;
}

interface TableProps<Row> {
  readonly label: string;
  /** Name of the file it is saved in. */
  readonly name: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
}

/** A table with words and numbers, which can be saved as CSV. The first column names the rows. */
export function DataTable<Row>({ label, name, columns, rows, keyOf }: TableProps<Row>) {
  const classOf = ({ isNumber = false }: TableColumn<Row>) => (isNumber ? 'number' : '');
  const header = columns.map(({ label, unit }) => (unit ? `${label} (${unit})` : label));
  return (
    <div class="data">
      <Wide label={label}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.label} scope="col" class={classOf(column)}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map((column, index) => (
                  <Cell key={column.label} isName={index === 0} of={classOf(column)}>
                    {column.show ? column.show(row) : (column.value(row) ?? '–')}
                  </Cell>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <SaveCsv name={name} header={header} cells={() => rows.map((row) => columns.map(({ value }) => value(row)))} />
    </div>
  );
}

interface CellProps {
  readonly isName: boolean;
  readonly of: string;
  readonly children: ComponentChildren;
}

function Cell({ isName, of, children }: CellProps) {
  if (!isName) return <td class={of}>{children}</td>;
  return (
    <th scope="row" class={of}>
      {children}
    </th>
  );
}

/** Columns of a table that is known as texts; what is better saved as it was is `raw`, by its label. */
export function textColumns<Row>(
  labels: readonly string[],
  textsOf: (row: Row) => readonly string[],
  isNumber: (column: number) => boolean,
  raw: Readonly<Record<string, (row: Row) => CsvCell>> = {},
): readonly TableColumn<Row>[] {
  return labels.map((label, index) => {
    const text = (row: Row) => textsOf(row)[index];
    return { label, isNumber: isNumber(index), value: raw[label] ?? text, show: text };
  });
}
