import { expect, test } from 'vitest';
import { randomStream } from '../../src/random.ts';

const draw = (...names: number[]) => {
  const random = randomStream(...names);
  return Array.from({ length: 50 }, () => random.next());
};

test('the same names make the same stream, other names another one', () => {
  expect(draw(1, 2, 0)).toEqual(draw(1, 2, 0));
  const streams = [draw(1, 2, 0), draw(1, 2, 1), draw(1, 3, 0), draw(2, 1, 0), draw(1, 2), draw(2 ** 40 + 1, 2, 0)];
  expect(new Set(streams.map(String)).size).toBe(streams.length);
});

test('values are spread evenly and normal numbers have mean 0 and variance 1', () => {
  const random = randomStream(5);
  const normals = Array.from({ length: 20_000 }, () => random.gaussian());
  const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
  const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[random.int(5)]! += 1;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});
