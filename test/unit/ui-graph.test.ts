import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankValues } from '../../src/report/archive-map.ts';
import { rowOf } from '../../src/report/row.ts';
import { arrangeScores, arrangeTree } from '../../src/ui/page/graph/arrange.ts';
import { pan, toScreen, wholeGraph, zoomAt } from '../../src/ui/page/graph/camera.ts';
import { lineageOf, linkRows } from '../../src/ui/page/graph/graph.ts';
import type { Row } from '../../src/ui/protocol.ts';
import { anAttempt, aScore } from '../factory.ts';

function aRow(number: number, parents: readonly number[], inspirations: readonly number[] = []): Row {
  const row = rowOf(anAttempt({ number, outcome: aScore(number) }));
  return { ...row, parents, inspirations, placement: undefined, champion: undefined };
}

/** Rows whose parents come before them. */
const histories = fc
  .array(fc.nat(), { minLength: 1, maxLength: 60 })
  .map((draws) => draws.map((draw, index) => aRow(index, index === 0 ? [] : [draw % index])));

test('a tree: parents stand left of their children, and no two subtrees share a height', () => {
  fc.assert(
    fc.property(histories, (rows) => {
      const graph = linkRows(rows);
      const { x, y } = arrangeTree(graph);
      for (const [child, parent] of graph.parents.entries())
        if (parent >= 0) expect(x[child]).toBeGreaterThan(x[parent]!);
      const leaves = [...y].filter((_, node) => graph.children[node]?.length === 0);
      expect(new Set(leaves).size).toBe(leaves.length);
      for (const place of [...x, ...y]) expect(place >= 0 && place <= 1).toBe(true);
    }),
  );
});

test('what is not shown is no parent; what only inspired stands beside what it inspired', () => {
  const graph = linkRows([aRow(0, []), aRow(4, [0]), aRow(5, [2]), aRow(6, [4, 5], [5, 3])]);
  expect([...graph.parents]).toEqual([-1, 0, -1, 1]);
  expect(graph.mates).toEqual([[2, 3]]);
  expect(graph.inspirations).toEqual([[2, 3]]);
  expect([...lineageOf(graph, 3)]).toEqual([3, 1, 0]);
  expect([...arrangeTree(graph).x]).toEqual([0, 0.5, 0.5, 1]);
});

test('scores by rank: the best on top, no score at the bottom', () => {
  const graph = linkRows([aRow(0, []), aRow(1, [0]), aRow(2, [0])]);
  const { x, y } = arrangeScores(graph, (number) => [5, -1e9, undefined][number]);
  expect([...x]).toEqual([0, 0.5, 1]);
  expect([...y]).toEqual([0, 0.94, 1]);
  expect(rankValues([3, 1, undefined, 3])).toEqual([1, 0, undefined, 1]);
});

test('zooming keeps the point under the pointer, and comes back to the whole', () => {
  const size = { width: 800, height: 600 };
  const at = (camera: typeof wholeGraph, x: number) =>
    toScreen(camera, size).scaleX * x + toScreen(camera, size).shiftX;
  const near = zoomAt(wholeGraph, size, 300, 200, 4);
  const under = (300 - toScreen(wholeGraph, size).shiftX) / toScreen(wholeGraph, size).scaleX;
  expect(at(near, under)).toBeCloseTo(300, 6);
  expect(at(pan(near, size, 50, 0), under)).toBeCloseTo(350, 6);
  expect(zoomAt(near, size, 10, 10, 1e-9)).toEqual(wholeGraph);
});
