import { expect, test } from 'vitest';
import { rowOf } from '../../src/report/row.ts';
import { toCsv } from '../../src/ui/page/csv.ts';
import { readNumbers } from '../../src/ui/page/numbers.ts';
import { filterRows, readFilter } from '../../src/ui/page/table/filter.ts';
import { readOrder, sortRows, writeOrder } from '../../src/ui/page/table/sort.ts';
import type { Row } from '../../src/ui/protocol.ts';
import { Columns } from '../../src/ui/server/columns.ts';
import { anAttempt, anAudit, aScore } from '../factory.ts';

test('a cell of CSV is quoted where it must be, and is no formula', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['x "y", z', 1.5],
        ['=HYPERLINK("u")', undefined],
        ['two\nlines', -2],
      ],
    ),
  ).toBe('a,b\r\n"x ""y"", z",1.5\r\n"\'=HYPERLINK(""u"")",\r\ntwo lines,-2\r\n');
  expect(toCsv([], [['+1', '-1', '@a', 'b=c']])).toBe("\r\n'+1,'-1,'@a,b=c\r\n");
});

test('numbers of attempts in an address, each once', () => {
  expect([readNumbers(null), readNumbers('5 1 5 x 12')]).toEqual([[], [5, 1, 12]]);
});

test('columns hold a figure for each attempt, whenever it appeared first', () => {
  const columns = new Columns();
  columns.tell({ attempt: anAttempt({ number: 1, outcome: aScore(1, { metrics: { sum: 3 } }) }) });
  columns.tell({ attempt: anAudit({ number: 2, candidate: 1 }) });
  columns.tell({ attempt: anAttempt({ number: 3, outcome: aScore(1, { metrics: { sum: 4, late: 9 } }) }) });
  expect(columns.names).toEqual(expect.arrayContaining(['metric sum', 'metric late', 'cost evaluating ms']));
  expect(columns.values('metric sum', 0)).toEqual([3, Number.NaN, 4]);
  expect(columns.values('metric late', 1)).toEqual([Number.NaN, 9]);
  expect(columns.values('metric other', 2)).toEqual([Number.NaN]);
});

test('metrics that are named after candidates do not fill the memory', () => {
  const columns = new Columns();
  for (let number = 0; number < 1000; number++)
    columns.tell({ attempt: anAttempt({ number, outcome: aScore(1, { metrics: { [`of ${number}`]: 1 } }) }) });
  expect(columns.names.length).toBeLessThanOrEqual(200);
});

const row = (number: number, score: number, more: Partial<Row> = {}): Row => ({
  ...rowOf(anAttempt({ number, outcome: aScore(score) })),
  ...{ placement: undefined, champion: undefined },
  ...more,
});

test('filters combine, and a bound of the score leaves out what has none', () => {
  const rows = [row(1, 5), row(2, 7, { placement: 'new' }), row(3, 9, { island: 4 }), row(4, 0, { status: 'failed' })];
  const notes = new Map([
    [2, { star: true }],
    [3, { star: false }],
  ]);
  const run = { notes, score: (number: number) => (number === 4 ? undefined : rows[number - 1]?.score) };
  const shown = (query: string, found: readonly number[] = []) =>
    filterRows(rows, run, readFilter(new URLSearchParams(query)), new Set(found)).map(({ number }) => number);
  expect(shown('')).toEqual([1, 2, 3, 4]);
  expect([shown('least=6'), shown('most=7'), shown('least=6&island=4')]).toEqual([[2, 3], [1, 2], [3]]);
  expect([shown('note=starred'), shown('note=with+a+note+or+a+star')]).toEqual([[2], [2, 3]]);
  expect([shown('outcome=kept'), shown('outcome=new'), shown('outcome=failed')]).toEqual([[2], [2], [4]]);
  expect([shown('text=x'), shown('text=x', [3, 4])]).toEqual([[], [3, 4]]);
  expect(shown('island=&least=nonsense')).toEqual([1, 2, 3, 4]);
});

test('rows without a value come last in either order', () => {
  const rows = [row(1, 5), row(2, 7), row(3, 6)];
  const value = ({ number, score }: Row) => (number === 1 ? undefined : score);
  const column = { key: 'score', label: 'score', isNumber: true, age: 0, value, format: String };
  const sorted = (descending: boolean) => sortRows(rows, column, descending).map(({ number }) => number);
  expect([sorted(false), sorted(true)]).toEqual([
    [3, 2, 1],
    [2, 3, 1],
  ]);
  expect([readOrder('-metric sum'), writeOrder(readOrder('-a')), writeOrder(readOrder('a'))]).toEqual([
    { key: 'metric sum', descending: true },
    '-a',
    'a',
  ]);
});
