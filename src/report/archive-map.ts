import { type Direction, fitnessOf } from '../api/direction.ts';
import type { Descriptor } from '../api/problem.ts';
import type { IslandFacts } from './facts.ts';

type Cell = IslandFacts['cells'][number];

/** The best cell at each place of two axes, over all other axes. The cells come with the best first. */
export function bestByPlace(cells: readonly Cell[], across: number, up: number): readonly Cell[] {
  const groups = Map.groupBy(cells, ({ cell }) => `${cell[across]} ${cell[up]}`);
  return [...groups.values()].map(([best]) => best!);
}

/** The rank of each value, from 0 for the least to 1 for the greatest; equal values share a rank. */
export function rankValues(values: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const distinct = distinctValues(values);
  const places = new Map(
    distinct.map((value, index) => [value, distinct.length > 1 ? index / (distinct.length - 1) : 1]),
  );
  return values.map((value) => (value === undefined ? undefined : places.get(value)));
}

/** Each value once, the least first. */
export function distinctValues(values: readonly (number | undefined)[]): readonly number[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort((a, b) => a - b);
}

/** Ranks a cell among the cells of all islands, from 0 for the worst to 1 for the best. */
export function rankCells(islands: readonly IslandFacts[], direction: Direction): (cell: Cell) => number {
  const scores = islands.flatMap(({ cells }) => cells.map(({ score }) => score));
  const ranks = rankValues(scores.map((score) => fitnessOf(direction, score)));
  const known = new Map(scores.map((score, index) => [score, ranks[index]]));
  return ({ score }) => known.get(score) ?? 0;
}

export function axisText({ name, range: [low, high] }: Descriptor): string {
  return `${name} ${Number(low.toPrecision(3))} … ${Number(high.toPrecision(3))}`;
}
