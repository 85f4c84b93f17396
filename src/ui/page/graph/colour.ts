import { type Direction, fitnessOf } from '../../../api/direction.ts';
import { distinctValues, rankValues } from '../../../report/archive-map.ts';
import type { Row } from '../../protocol.ts';

export const colourings = ['score', 'proposer', 'model', 'island', 'outcome'] as const;
export type Colouring = (typeof colourings)[number];

export interface Colours {
  /** One colour per row. */
  readonly of: readonly string[];
  readonly legend: readonly { readonly name: string; readonly colour: string }[];
}

const unscored = 'hsl(0 0% 55%)';

/** Colours that are distinct on light and dark backgrounds. */
export function colourRows(
  rows: readonly Row[],
  by: Colouring,
  score: (number: number) => number | undefined,
  direction: Direction,
): Colours {
  if (by === 'score') return byScore(rows, score, direction);
  const nameOf = (row: Row) =>
    by === 'outcome' ? (row.placement ?? row.reason ?? row.status) : String(row[by] ?? 'none');
  const counts = Map.groupBy(rows, nameOf);
  const names = [...counts].sort(([, a], [, b]) => b.length - a.length).map(([name]) => name);
  // Steps of the golden angle keep neighbours in the list far apart.
  const colours = new Map(
    names.map((name, index) => [name, `hsl(${Math.round((210 + 137.508 * index) % 360)} 60% 52%)`]),
  );
  return {
    of: rows.map((row) => colours.get(nameOf(row))!),
    legend: [...colours].map(([name, colour]) => ({ name, colour })),
  };
}

const levels = 16;

/** By rank, from dull blue for the worst to bright orange for the best. */
function byScore(rows: readonly Row[], score: (number: number) => number | undefined, direction: Direction): Colours {
  const fitness = rows.map(({ number }) => {
    const known = score(number);
    return known === undefined ? undefined : fitnessOf(direction, known);
  });
  const ranks = rankValues(fitness);
  const ordered = distinctValues(fitness);
  const at = (level: number) => ordered[Math.round((level / (levels - 1)) * (ordered.length - 1))];
  return {
    of: ranks.map((rank) => (rank === undefined ? unscored : colourOf(Math.round(rank * (levels - 1))))),
    legend: [
      ...[0, 5, 10, 15].map((level, index) => ({
        name: `${['worst', 'worse', 'better', 'best'][index]} ${shortScore(at(level), direction)}`,
        colour: colourOf(level),
      })),
      { name: 'no score', colour: unscored },
    ],
  };
}

function colourOf(level: number): string {
  const share = level / (levels - 1);
  return `hsl(${Math.round(230 - 205 * share)} ${Math.round(30 + 55 * share)}% 54%)`;
}

function shortScore(fitness: number | undefined, direction: Direction): string {
  return fitness === undefined ? '' : String(Number(fitnessOf(direction, fitness).toPrecision(5)));
}
