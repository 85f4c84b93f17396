/**
 * Makes the instances of the travelling salesman, with proven lower bounds and the best tours of a long search:
 *   node bench/make-tsp-instances.ts > evaluators/data/tsp-heuristic.json
 * Three families in a square of 1000 x 1000: `even` (cities anywhere), `clusters` (around a few centres, as in the DIMACS
 * challenge of Johnson and McGeoch) and `grid` (holes of a circuit board: places of a grid, with gaps).
 */

import { words } from '../evaluators/kit/rng.ts';
import { lengthOf } from '../evaluators/kit/tour.ts';
import { bestTour } from './tsp/best-tour.ts';
import { lowerBound } from './tsp/lower-bound.ts';

type City = [x: number, y: number];

const next = words(20261123);
const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit);

const even = (): City => [below(1001), below(1001)];

function clusters(): () => City {
  const centres = Array.from({ length: 6 }, even);
  // The sum of a few uniform steps is close enough to a normal distribution.
  const near = (value: number) => Math.min(1000, Math.max(0, value + below(61) + below(61) + below(61) - 90));
  return () => {
    const [x, y] = centres[below(centres.length)]!;
    return [near(x), near(y)];
  };
}

const grid = (): City => [20 * (3 * below(9) + below(2) * below(3)), 40 * below(26)];

function instance(family: string, size: number, draw: () => City) {
  const cities = new Map<string, City>();
  while (cities.size < size) {
    const city = draw();
    cities.set(city.join(), city);
  }
  const list = [...cities.values()];
  const found = lengthOf(list, bestTour(list, 30_000));
  return { family, cities: list, bound: lowerBound(list, found), found };
}

const each = (sizes: readonly number[]) =>
  sizes.flatMap((size) => [
    instance('even', size, even),
    instance('clusters', size, clusters()),
    instance('grid', size, grid),
  ]);

console.log(JSON.stringify({ glance: each([30]), search: each([100, 200]), heldBack: each([150, 300]) }));
