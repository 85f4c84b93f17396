import type { ComponentChildren } from 'preact';
import { Wide } from './scrollable.tsx';

interface TableProps {
  readonly label: string;
  readonly columns: readonly string[];
  /** Whether a column has numbers, which are aligned on the right. */
  readonly isNumber: (column: number) => boolean;
  readonly rows: readonly Row[];
}

interface Row {
  readonly key: string | number;
  readonly cells: readonly ComponentChildren[];
}

/** A table with words and numbers. */
export function DataTable({ label, columns, isNumber, rows }: TableProps) {
  const classOf = (column: number) => (isNumber(column) ? 'number' : '');
  return (
    <Wide label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} class={classOf(index)}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={columns[index]} class={classOf(index)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
