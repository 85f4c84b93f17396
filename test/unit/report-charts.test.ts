import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankCells } from '../../src/report/archive-map.ts';
import { type Curve, curveChart, heatMap, shareBar } from '../../src/report/charts.ts';

const curve = (points: Curve['points'], overrides: Partial<Curve> = {}): string =>
  curveChart({
    ...{ points, end: 10, title: 'the best' },
    ...{ x: { label: 'attempts', scale: 'linear' }, y: { label: 'score', scale: 'linear' } },
    ...overrides,
  }).text;

const path = (svg: string) => / d="([^"]*)"/.exec(svg)?.[1];

test('a curve holds each value until the next, from edge to edge', () => {
  const svg = curve([
    { x: 0, y: 1 },
    { x: 5, y: 3 },
  ]);
  expect(path(svg)).toBe('M84 220H315V14H546');
  expect(svg).toContain('<title>the best</title>');
});

test('on a logarithmic axis equal ratios are equal distances, and nothing below zero is shown', () => {
  const log = { scale: 'log', label: 'x' } as const;
  const points = [0, 1, 10, 100].map((x) => ({ x, y: 100 - x }));
  const svg = curve(points, { end: 100, x: log });
  expect(path(svg)).toMatch(/^M84 \S+H315V\S+H546V\S+H546$/);
  expect(path(curve(points, { end: 100, x: log, y: log }))).toMatch(/^M84 \S+H315V\S+H546$/);
});

test('a value to compare with is shown where it does not flatten the curve', () => {
  const points = [
    { x: 0, y: 1 },
    { x: 5, y: 3 },
  ];
  expect(curve(points, { mark: { value: 4, label: 'known' } })).toContain('known');
  expect(curve(points, { mark: { value: 400, label: 'known' } })).not.toContain('known');
});

test('the label of a value stays clear of the numbers of the axis below', () => {
  const points = [{ x: 0, y: 3 }];
  const labelAt = (value: number) => {
    const svg = curve(points, { mark: { value, label: 'known' } });
    return Number(/y="([^"]*)" text-anchor="end">known/.exec(svg)?.[1]);
  };
  expect(labelAt(4)).toBeGreaterThan(14); // under the line at the top
  expect(labelAt(2)).toBeLessThan(220); // over the line at the bottom
});

test('any values make a chart with finite numbers', () => {
  const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
  const points = fc.array(fc.record({ x: fc.double({ min: 0, max: 1e6, noNaN: true }), y: value }), { maxLength: 20 });
  const scale = fc.constantFrom('linear' as const, 'log' as const);
  fc.assert(
    fc.property(points, scale, scale, (some, x, y) => {
      const sorted = some.sort((a, b) => a.x - b.x);
      const end = sorted.at(-1)?.x ?? 0;
      const svg = curve(sorted, { end, x: { label: 'x', scale: x }, y: { label: 'y', scale: y } });
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }),
  );
});

const axis = (name: string) => ({ name, range: [1, 9] as const, bins: 4 });

test('a heat map has a square for each cell, the best one the darkest', () => {
  const cells = [
    { cell: [0, 0], attempt: 3, score: 1 },
    { cell: [3, 2], attempt: 4, score: 2 },
  ];
  // Of all islands' scores, equal ones count once.
  const rank = rankCells(
    [{ cells }, { cells: [1, 1, 1.5].map((score) => ({ cell: [0, 0], attempt: 5, score })) }],
    'max',
  );
  expect(rank({ cell: [0, 0], attempt: 5, score: 1.5 })).toBe(0.5);
  expect([1, 2].map((score) => rankCells([{ cells }], 'min')({ ...cells[0]!, score }))).toEqual([1, 0]);
  const svg = heatMap([axis('size'), axis('branches')], { cells }, rank, 'island 0').text;
  expect(svg.match(/class="cell"/g)).toHaveLength(2);
  expect(svg).toMatch(/fill-opacity="0.12"><title>#3: 1</);
  expect(svg).toMatch(/fill-opacity="1.00"><title>#4: 2</);
});

test('an archive with one axis is a row; with three, the best of those behind one another is shown', () => {
  const one = heatMap([axis('size')], { cells: [{ cell: [2], attempt: 1, score: 1 }] }, () => 1, 'a').text;
  expect(one).not.toMatch(/NaN|undefined/);
  const behind = [
    { cell: [1, 1, 1], attempt: 2, score: 5 },
    { cell: [1, 1, 0], attempt: 1, score: 1 },
  ];
  const three = heatMap([axis('a'), axis('b'), axis('c')], { cells: behind }, () => 1, 'b').text;
  expect(three.match(/#\d+/g)).toEqual(['#2']);
});

test('a bar is as long as its share, and losses look different', () => {
  expect(shareBar(0.25).text).toContain('class="gain" x="0" y="0" width="25"');
  expect(shareBar(-3).text).toContain('class="loss" x="0" y="0" width="100"');
});
