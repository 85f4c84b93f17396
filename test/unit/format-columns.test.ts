import { expect, test } from 'vitest';
import { alignColumns } from '../../src/format.ts';

test('columns are as wide as their widest cell, with numbers on the right', () => {
  const rows = [
    ['run', 'problem', 'best'],
    ['one', 'a', '10'],
    ['longer', 'bcd', '9.25'],
  ];
  expect(alignColumns(rows, (column) => column > 1)).toEqual([
    'run     problem  best',
    'one     a          10',
    'longer  bcd      9.25',
  ]);
  expect(alignColumns(rows)).toEqual(['run     problem  best', 'one     a        10', 'longer  bcd      9.25']);
});

test('the last cell of a shorter row takes the rest of its line, and widens nothing', () => {
  const rows = [
    ['run', 'problem', 'best'],
    ['lost-1', 'it has no journal that begins with run.json'],
  ];
  expect(alignColumns(rows, (column) => column > 1)).toEqual([
    'run     problem  best',
    'lost-1  it has no journal that begins with run.json',
  ]);
});
