import { expect, test } from 'vitest';
import { Archive } from '../../src/population/archive.ts';
import { cellOf, defaultDescriptors } from '../../src/population/descriptors.ts';
import { EliteList } from '../../src/population/elite-list.ts';
import { anElite } from '../factory.ts';

const elite = (number: number, score: number, cell = 'a', size = 10) => anElite(number, score, { cell, size });

test('an empty cell is new, a better candidate improves it, a worse one is rejected', () => {
  const archive = new Archive();
  expect(archive.place(elite(1, 1))).toBe('new');
  expect(archive.place(elite(2, 2))).toBe('improved');
  expect(archive.place(elite(3, 1.5))).toBe('rejected');
  expect(archive.place(elite(4, 0, 'b'))).toBe('new');
  expect(archive.ranked.map(({ number }) => number)).toEqual([2, 4]);
});

test('of two equal scores the smaller program wins, then the older', () => {
  const archive = new Archive();
  archive.place(elite(5, 1, 'a', 10));
  expect(archive.place(elite(6, 1, 'a', 9))).toBe('improved');
  expect(archive.place(elite(7, 1, 'a', 9))).toBe('rejected');
  expect(archive.place(elite(6, 1, 'a', 9))).toBe('rejected'); // the same once more
});

test('of two equal scores the better objectives win, whatever the size', () => {
  const archive = new Archive();
  archive.place({ ...elite(4, 1), objectives: [0, 9] });
  expect(archive.place({ ...elite(5, 1, 'a', 90), objectives: [1, -3] })).toBe('improved');
  expect(archive.place({ ...elite(6, 1, 'a', 2), objectives: [1, Number.NEGATIVE_INFINITY] })).toBe('rejected');
  expect(archive.place({ ...elite(7, 1, 'a', 90), objectives: [1, -2] })).toBe('improved');
});

test('a hill climber takes what is not worse, and a cell that never changes hands keeps its first', () => {
  const climber = new Archive('not-worse');
  const first = new Archive('never');
  const scores = [1, 1, 0, 2, 1];
  const place = (archive: Archive) => scores.map((score, number) => archive.place(elite(number, score, 'a', number)));
  expect(place(climber)).toEqual(['new', 'improved', 'rejected', 'improved', 'rejected']);
  expect(climber.ranked.map(({ number }) => number)).toEqual([3]);
  expect(place(first)).toEqual(['new', 'rejected', 'rejected', 'rejected', 'rejected']);
  expect(first.best?.number).toBe(0);
});

test('the elite list keeps the best of each distinct score', () => {
  const list = new EliteList(2);
  for (const [number, score] of [3, 1, 2, 3, 4].entries()) list.place(elite(number, score));
  expect(list.ranked.map(({ number, score }) => [number, score])).toEqual([
    [4, 4],
    [0, 3],
  ]);
});

test('descriptor values outside the range fall into the outer bins, missing ones into the lowest', () => {
  const axes = [
    { name: 'size', range: [10, 1000], bins: 2, scale: 'log' },
    { name: 'gap', range: [0, 1], bins: 4 },
  ] as const;
  expect(cellOf(axes, { size: 99 }, { gap: 0.5 })).toBe('0,2');
  expect(cellOf(axes, { size: 101 }, { gap: 9 })).toBe('1,3');
  expect(cellOf(axes, { size: -5 }, {})).toBe('0,0');
  expect(cellOf(axes, { size: 1e9 }, { gap: Number.NaN })).toBe('1,0');
});

test('default descriptors put the initial program inside their ranges', () => {
  for (const { range } of defaultDescriptors({ size: 100, branches: 0 })) expect(range[0]).toBeLessThan(range[1]);
});
