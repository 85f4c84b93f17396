import { useEffect, useRef, useState } from 'preact/hooks';
import type { Row } from '../../protocol.ts';
import { writeAddress } from '../address.ts';
import type { Column } from './column.ts';
import { cellText, numberColumn } from './columns.ts';
import type { Order } from './sort.ts';

/** Height of a row in pixels, as the style sheet has it. */
const rowHeight = 32;
/** Rows that are rendered beyond both ends of what is visible. */
const beyond = 12;

interface GridProps {
  readonly run: number;
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly order: Order;
  readonly sort: (key: string) => void;
  readonly pins: readonly number[];
  readonly pin: (number: number) => void;
}

/** A table of which only the visible rows are rendered. */
export function Grid(props: GridProps) {
  const { rows } = props;
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const look = () => {
    if (box.current) setView({ top: box.current.scrollTop, height: box.current.clientHeight });
  };
  useEffect(look, [rows.length]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - beyond);
  const end = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + beyond);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what can be scrolled
    <section class="rows" aria-label="Candidates" tabIndex={0} ref={box} onScroll={look}>
      <table aria-rowcount={rows.length + 1}>
        <Head {...props} />
        <tbody>
          <Space rows={first} />
          {rows.slice(first, end).map((row, index) => (
            <GridRow key={row.number} {...props} row={row} index={first + index} />
          ))}
          <Space rows={rows.length - end} />
        </tbody>
      </table>
    </section>
  );
}

/** Stands for rows that are not rendered. */
function Space({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus
  return <tr aria-hidden="true" style={{ height: `${rows * rowHeight}px` }} />;
}

function Head({ columns, order, sort }: GridProps) {
  const direction = (key: string) => (order.key !== key ? undefined : order.descending ? 'descending' : 'ascending');
  const sign = { ascending: ' ▲', descending: ' ▼' };
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">pin</th>
        {[numberColumn, ...columns].map(({ key, label, isNumber }) => {
          const sorted = direction(key);
          return (
            <th key={key} scope="col" class={isNumber ? 'number' : ''} aria-sort={sorted ?? 'none'}>
              <button type="button" onClick={() => sort(key)}>
                {label}
                {sorted && sign[sorted]}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function GridRow({ run, row, index, columns, pins, pin }: GridProps & { readonly row: Row; readonly index: number }) {
  const { number } = row;
  return (
    <tr aria-rowindex={index + 2} class={pins.includes(number) ? 'pinned-row' : ''}>
      <td>
        <input
          type="checkbox"
          aria-label={`Pin #${number}`}
          checked={pins.includes(number)}
          disabled={row.kind !== 'initial' && row.kind !== 'proposal'}
          onChange={() => pin(number)}
        />
      </td>
      <td class="number">
        <a href={writeAddress(run, 'candidate', { number })}>#{number}</a>
      </td>
      {columns.map((column) => (
        <td
          key={column.key}
          class={column.isNumber ? 'number' : `text text-${column.key}`}
          title={titleOf(column, row)}
        >
          {cellText(column, row)}
        </td>
      ))}
    </tr>
  );
}

/** A text may be cut off, a number is never. */
function titleOf(column: Column, row: Row): string | undefined {
  return column.isNumber ? undefined : cellText(column, row);
}
