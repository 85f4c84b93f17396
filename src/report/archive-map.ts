import type { Descriptor } from '../api/problem.ts';
import type { IslandFacts } from './facts.ts';

type Cell = IslandFacts['cells'][number];

/** The best cell at each place of two axes, over all other axes. */
export function bestByPlace(cells: readonly Cell[], across: number, up: number): readonly Cell[] {
  const groups = Map.groupBy(cells, ({ cell }) => `${cell[across]} ${cell[up]}`);
  return [...groups.values()].map((group) => group.reduce((best, one) => (one.score > best.score ? one : best)));
}

/** The rank of each score, from 0 for the worst to 1 for the best; equal scores share a rank. */
export function rankScores(scores: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const distinct = [...new Set(scores.filter((score) => score !== undefined))].sort((a, b) => a - b);
  const places = new Map(
    distinct.map((score, index) => [score, distinct.length > 1 ? index / (distinct.length - 1) : 1]),
  );
  return scores.map((score) => (score === undefined ? undefined : places.get(score)));
}

/** Ranks a cell among the cells of all islands. */
export function rankCells(islands: readonly IslandFacts[]): (cell: Cell) => number {
  const scores = islands.flatMap(({ cells }) => cells.map(({ score }) => score));
  const ranks = rankScores(scores);
  const known = new Map(scores.map((score, index) => [score, ranks[index]]));
  return ({ score }) => known.get(score) ?? 0;
}

export function axisText({ name, range: [low, high] }: Descriptor): string {
  return `${name} ${Number(low.toPrecision(3))} … ${Number(high.toPrecision(3))}`;
}
