import { expect, test } from 'vitest';
import { Points } from '../../src/tracking/points.ts';

const point = (step: number, figures = 1) => ({
  ...{ timestamp: step, step },
  values: Object.fromEntries(Array.from({ length: figures }, (_, index) => [`f${index}`, step])),
});

test('of too many points every other one goes, never the first or the latest', () => {
  const points = new Points();
  for (let step = 0; step < 5000; step++) {
    points.add(point(step));
    expect(points.count).toBeLessThanOrEqual(1000);
  }
  const waiting: number[] = [];
  for (let next = points.next(); next.length > 0; next = points.next()) {
    waiting.push(...next.map(({ step }) => step));
    points.remove(next);
  }
  expect([waiting[0], waiting.at(-1)]).toEqual([0, 4999]);
  expect(waiting.length).toBeGreaterThan(400);
  expect(waiting.toSorted((a, b) => a - b)).toEqual(waiting);
});

test('a request holds as many points as fit, and what arrives meanwhile waits on', () => {
  const points = new Points();
  for (let step = 0; step < 40; step++) points.add(point(step, 40));
  const sent = points.next();
  expect(sent).toHaveLength(22);
  points.add(point(40));
  points.remove(sent);
  expect(points.next().map(({ step }) => step)[0]).toBe(22);
  expect(points.count).toBe(19);
});
