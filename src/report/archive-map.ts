import type { Descriptor } from '../api/problem.ts';
import type { IslandFacts } from './facts.ts';

/** What is shown of an archive over two of its axes, in reports and on the page. */

type Cell = IslandFacts['cells'][number];

/** Where an archive has more axes than these two, the best of all that share their bins. */
export function bestByPlace(cells: readonly Cell[], across: number, up: number): readonly Cell[] {
  const groups = Map.groupBy(cells, ({ cell }) => `${cell[across]} ${cell[up]}`);
  return [...groups.values()].map((group) => group.reduce((best, one) => (one.score > best.score ? one : best)));
}

/** The place of each score among all of them, from 0 for the worst to 1 for the best; equal scores share a place. */
export function rankScores(scores: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const distinct = [...new Set(scores.filter((score) => score !== undefined))].sort((a, b) => a - b);
  const places = new Map(
    distinct.map((score, index) => [score, distinct.length > 1 ? index / (distinct.length - 1) : 1]),
  );
  return scores.map((score) => (score === undefined ? undefined : places.get(score)));
}

/** The rank of a cell among those of all islands. */
export function rankCells(islands: readonly IslandFacts[]): (cell: Cell) => number {
  const scores = islands.flatMap(({ cells }) => cells.map(({ score }) => score));
  const ranks = rankScores(scores);
  const known = new Map(scores.map((score, index) => [score, ranks[index]]));
  return ({ score }) => known.get(score) ?? 0;
}

export function axisText({ name, range: [low, high] }: Descriptor): string {
  return `${name} ${Number(low.toPrecision(3))} … ${Number(high.toPrecision(3))}`;
}
