import type { Row } from '../../protocol.ts';
import type { Column } from './column.ts';

export interface Order {
  readonly key: string;
  readonly descending: boolean;
}

/** The order in an address: the key of a column, with a minus before it for descending. */
export function readOrder(text: string): Order {
  return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false };
}

export function writeOrder({ key, descending }: Order): string {
  return `${descending ? '-' : ''}${key}`;
}

/** Sorts rows by a column; rows without a value come last in either order, and equal ones stay as they are. */
export function sortRows(rows: readonly Row[], column: Column, descending: boolean): readonly Row[] {
  const keyed = rows.map((row) => ({ row, key: column.value(row) }));
  const [some, none] = [keyed.filter(({ key }) => key !== undefined), keyed.filter(({ key }) => key === undefined)];
  const sign = descending ? -1 : 1;
  some.sort((a, b) => (a.key! < b.key! ? -sign : a.key! > b.key! ? sign : 0));
  return [...some, ...none].map(({ row }) => row);
}
