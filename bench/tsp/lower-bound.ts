import { type City, distance } from '../../evaluators/kit/tour.ts';

/** Prices are multiples of this, so that sums of distances and prices are exact. */
const unit = 2 ** -10;

/** A 1-tree: a tree on all cities but the first, and the two shortest edges of the first. */
interface OneTree {
  readonly length: number;
  readonly degrees: Int32Array;
}

/**
 * The lower bound of Held and Karp (1970, 1971) for the length of every tour. With prices on the cities, every tour grows by
 * twice their sum, and every tour is a 1-tree, so the least 1-tree minus twice the prices bounds all tours. Prices follow
 * the subgradient: cities of degree 1 become cheaper. `target` (the length of a tour) sets the step size.
 */
export function lowerBound(cities: readonly City[], target: number): number {
  const prices = new Float64Array(cities.length);
  const before = new Float64Array(cities.length);
  let best = 0;
  let scale = 2;
  for (let step = 0, stale = 0; scale > 1e-3 && step < 20_000; step++) {
    const { length, degrees } = leastOneTree(cities, prices);
    const bound = length - 2 * prices.reduce((sum, price) => sum + price, 0);
    stale = bound > best ? 0 : stale + 1;
    best = Math.max(best, bound);
    if (stale > cities.length) [scale, stale] = [scale * 0.7, 0];
    // A part of the last direction prevents oscillation (Volgenant and Jonker, 1982).
    const direction = degrees.map((degree) => degree - 2);
    const slope = direction.reduce((sum, value) => sum + value ** 2, 0);
    if (slope === 0) break;
    const size = (scale * (1.001 * target - bound)) / slope;
    for (const [city, value] of direction.entries()) {
      prices[city] = Math.round((prices[city]! + size * (0.6 * value + 0.4 * before[city]!)) / unit) * unit;
      before[city] = value;
    }
  }
  return Math.ceil(best);
}

/** Prim's algorithm on all cities but the first. */
function leastOneTree(cities: readonly City[], prices: Float64Array): OneTree {
  const n = cities.length;
  const cost = (a: number, b: number) => distance(cities[a]!, cities[b]!) + prices[a]! + prices[b]!;
  const degrees = new Int32Array(n);
  const [near, by] = [new Float64Array(n).fill(Number.POSITIVE_INFINITY), new Int32Array(n)];
  const isIn = new Uint8Array(n);
  let length = 0;
  for (let count = 1, last = 1; count < n; count++) {
    isIn[last] = 1;
    if (count === n - 1) break;
    let nearest = 0;
    near[0] = Number.POSITIVE_INFINITY;
    for (let city = 1; city < n; city++) {
      if (isIn[city]) continue;
      const through = cost(last, city);
      if (through < near[city]!) [near[city], by[city]] = [through, last];
      if (near[city]! < near[nearest]!) nearest = city;
    }
    length += near[nearest]!;
    degrees[nearest]!++;
    degrees[by[nearest]!]!++;
    last = nearest;
  }
  const [first, second] = cities
    .slice(1)
    .map((_, i) => i + 1)
    .sort((a, b) => cost(0, a) - cost(0, b)) as [number, number];
  for (const end of [first, second]) {
    length += cost(0, end);
    degrees[end]!++;
    degrees[0]!++;
  }
  return { length, degrees };
}
