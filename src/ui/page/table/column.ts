import type { Row } from '../../protocol.ts';

type Cell = string | number | undefined;

/** A column of the table of candidates. */
export interface Column {
  /** In the address: that of a figure begins with its kind, such as `metric sum`. */
  readonly key: string;
  readonly label: string;
  readonly isNumber: boolean;
  /** For sorting and CSV. */
  readonly value: (row: Row) => Cell;
  /** Changes when its values do, beside new rows. */
  readonly age: number;
  /** How a number is shown. */
  readonly format: (value: number) => string;
}
