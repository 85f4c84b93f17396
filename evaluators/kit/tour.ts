/** A place in the plane, in whole numbers. */
export type City = readonly [x: number, y: number];

/** Distance rounded to a whole number, as TSPLIB's EUC_2D (Reinelt, 1991). */
export function distance([a, b]: City, [c, d]: City): number {
  return Math.floor(Math.sqrt((a - c) ** 2 + (b - d) ** 2) + 0.5);
}

/** Length of a closed tour through cities in the order given. */
export function lengthOf(cities: readonly City[], order: readonly number[]): number {
  return order.reduce((sum, city, i) => sum + distance(cities[city]!, cities[order[(i + 1) % order.length]!]!), 0);
}
