import { expect, test } from 'vitest';
import { migrationRoutes } from '../../src/population/migration.ts';

test('on a ring each island sends to the next, and the last to the first', () => {
  expect(migrationRoutes('ring', 3)).toEqual([
    [0, 1],
    [1, 2],
    [2, 0],
  ]);
  expect(migrationRoutes('ring', 2)).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test('in the full topology each island sends to all others', () => {
  expect(migrationRoutes('full', 3)).toEqual([
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 2],
    [2, 0],
    [2, 1],
  ]);
});

test('without a topology, or with one island, no island sends', () => {
  expect(migrationRoutes('none', 3)).toEqual([]);
  expect(migrationRoutes('ring', 1)).toEqual([]);
  expect(migrationRoutes('full', 1)).toEqual([]);
});
