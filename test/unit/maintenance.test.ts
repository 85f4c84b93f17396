import { expect, test } from 'vitest';
import { countToJoin } from '../../src/record/maintenance.ts';

test.each([
  [[], 0],
  [[5], 0],
  [[1, 2, 6, 18], 0],
  [[1, 1, 1, 1], 4],
  [[1, 1, 4, 12], 2],
  [[1, 1, 4, 11, 40], 4],
  [[1, 1, 1000], 2],
])('of packs of the sizes %j the smallest %i are joined', (sizes, count) => {
  expect(countToJoin(sizes)).toBe(count);
});
