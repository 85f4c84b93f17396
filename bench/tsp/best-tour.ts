import { words } from '../../evaluators/kit/rng.ts';
import { type City, distance } from '../../evaluators/kit/tour.ts';

/**
 * The best tour of a long search: local search by exchanging two edges (2-opt) and moving up to three cities (Or-opt),
 * restarted from the best tour with some random exchanges.
 */
export function bestTour(cities: readonly City[], rounds: number): number[] {
  const next = words(1);
  const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit);
  const table = cities.map((a) => cities.map((b) => distance(a, b)));
  const length = (order: readonly number[]) =>
    order.reduce((sum, city, i) => sum + table[city]![order[(i + 1) % order.length]!]!, 0);
  let best = improve(
    cities.map((_, i) => i),
    table,
  );
  let least = length(best);
  for (let round = 0; round < rounds; round++) {
    const start = below(best.length);
    const turned = [...best.slice(start), ...best.slice(0, start)];
    const cuts = [0, 0, 0].map(() => 1 + below(Math.min(50, best.length - 1))).sort((a, b) => a - b);
    const [a, b, c] = cuts as [number, number, number];
    const disturbed = [...turned.slice(0, a), ...turned.slice(b, c), ...turned.slice(a, b), ...turned.slice(c)];
    const tried = improve(disturbed, table, new Set(disturbed.slice(Math.max(0, a - 2), c + 2)));
    const now = length(tried);
    if (now <= least) [best, least] = [tried, now];
  }
  return best;
}

/** Improves a tour until no city in the queue improves it. */
function improve(order: number[], table: readonly number[][], queue = new Set(order)): number[] {
  for (const city of queue) {
    queue.delete(city);
    const at = order.indexOf(city);
    const moved = exchange(order, at, table) ?? carry(order, at, table);
    for (const other of moved ?? []) queue.add(other);
  }
  return order;
}

/** Makes the best exchange of the edge after a place. Returns the cities whose edges changed. */
function exchange(order: number[], at: number, table: readonly number[][]): number[] | undefined {
  const n = order.length;
  const [a, b] = [order[at]!, order[(at + 1) % n]!];
  let [gain, place] = [0, -1];
  for (let i = 0; i < n; i++) {
    const [c, d] = [order[i]!, order[(i + 1) % n]!];
    if (i === at) continue;
    const saved = table[a]![b]! + table[c]![d]! - table[a]![c]! - table[b]![d]!;
    if (saved > gain) [gain, place] = [saved, i];
  }
  if (place < 0) return undefined;
  const ends = [a, b, order[place]!, order[(place + 1) % n]!];
  const [low, high] = [Math.min(at, place) + 1, Math.max(at, place)];
  for (let i = low, j = high; i < j; i++, j--) [order[i], order[j]] = [order[j]!, order[i]!];
  return ends;
}

/** Moves up to three cities from a place to where they cost less, in either order. */
function carry(order: number[], at: number, table: readonly number[][]): number[] | undefined {
  const n = order.length;
  for (let count = 1; count <= 3 && at + count < n && at > 0; count++) {
    const part = order.slice(at, at + count);
    const [before, after] = [order[at - 1]!, order[at + count]!];
    const [first, last] = [part[0]!, part[count - 1]!];
    const saved = table[before]![first]! + table[last]![after]! - table[before]![after]!;
    for (let i = 0; i < n; i++) {
      if (i >= at - 1 && i < at + count) continue;
      const [c, d] = [order[i]!, order[(i + 1) % n]!];
      const straight = table[c]![first]! + table[last]![d]! - table[c]![d]!;
      const turned = table[c]![last]! + table[first]![d]! - table[c]![d]!;
      if (Math.min(straight, turned) >= saved) continue;
      order.splice(at, count);
      order.splice(order.indexOf(c) + 1, 0, ...(straight <= turned ? part : part.reverse()));
      return [before, after, first, last, c, d];
    }
  }
  return undefined;
}
