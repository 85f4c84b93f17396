/** A place in the plane, in whole numbers. */
export type City = readonly [x: number, y: number];

/** Distance rounded to a whole number, as EUC_2D of TSPLIB (Reinelt, 1991). */
export function distance([a, b]: City, [c, d]: City): number {
  return Math.floor(Math.sqrt((a - c) ** 2 + (b - d) ** 2) + 0.5);
}

/** Length of a closed tour that visits cities in this order. */
export function lengthOf(cities: readonly City[], order: readonly number[]): number {
  return order.reduce((sum, city, i) => sum + distance(cities[city]!, cities[order[(i + 1) % order.length]!]!), 0);
}
