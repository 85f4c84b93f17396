import { rankValues } from '../../../report/archive-map.ts';
import type { Graph } from './graph.ts';

export const arrangements = ['tree', 'scores'] as const;

/** The position of each node in the unit square; y grows downwards. */
export interface Positions {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Generations from left to right; every subtree has its own band, as high as its number of leaves. Takes linear time. */
export function arrangeTree({ parents, inspirations }: Graph): Positions {
  const count = parents.length;
  const depths = new Float64Array(count);
  const leaves = new Float64Array(count);
  const tops = new Float64Array(count);
  // Parents come before children: one forward pass reaches the leaves, one backward pass the roots.
  for (let node = 0; node < count; node++) depths[node] = parents[node]! < 0 ? 0 : depths[parents[node]!]! + 1;
  // A node that is only an inspiration stands one generation before its child.
  for (const [from, to] of inspirations.toReversed())
    if (from > 0 && parents[from]! < 0) depths[from] = Math.max(0, depths[to]! - 1);
  for (let node = count - 1; node >= 0; node--) {
    leaves[node] = Math.max(1, leaves[node]!);
    if (parents[node]! >= 0) leaves[parents[node]!]! += leaves[node]!;
  }
  let roots = 0;
  const used = new Float64Array(count);
  for (let node = 0; node < count; node++) {
    const parent = parents[node]!;
    tops[node] = parent < 0 ? roots : tops[parent]! + used[parent]!;
    if (parent < 0) roots += leaves[node]!;
    else used[parent]! += leaves[node]!;
  }
  const deepest = Math.max(
    1,
    depths.reduce((most, depth) => Math.max(most, depth), 0),
  );
  return {
    x: depths.map((depth) => depth / deepest),
    y: tops.map((top, node) => (top + leaves[node]! / 2) / Math.max(1, roots)),
  };
}

/** Attempts from left to right, the best scores on top; by rank, so that a few very bad scores do not squeeze the rest. */
export function arrangeScores({ rows }: Graph, fitnessOf: (number: number) => number | undefined): Positions {
  const last = Math.max(
    1,
    rows.reduce((most, { number }) => Math.max(most, number), 0),
  );
  const ranks = rankValues(rows.map(({ number }) => fitnessOf(number)));
  return {
    x: Float64Array.from(rows, ({ number }) => number / last),
    y: Float64Array.from(ranks, (rank) => (rank === undefined ? 1 : 0.94 * (1 - rank))),
  };
}
