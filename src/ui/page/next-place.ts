/** Column and row of a square; rows count upwards. */
export type Position = readonly [column: number, row: number];

/**
 * The square that an arrow leads to: left and right go through all squares, row by row; up and down go to the nearest one
 * of the next row that has any. Undefined if there is none, and for other keys.
 */
export function nextPlace(places: readonly Position[], [column, row]: Position, key: string): Position | undefined {
  const order = places.toSorted(([a, above], [b, below]) => below - above || a - b);
  const at = order.findIndex(([x, y]) => x === column && y === row);
  if (key === 'ArrowRight') return order[at + 1];
  if (key === 'ArrowLeft') return order[at - 1];
  const step = { ArrowUp: 1, ArrowDown: -1 }[key];
  if (step === undefined) return undefined;
  const distance = ([x, y]: Position) => [step * (y - row), Math.abs(x - column)] as const;
  return order
    .filter((place) => distance(place)[0] > 0)
    .sort((a, b) => distance(a)[0] - distance(b)[0] || distance(a)[1] - distance(b)[1])[0];
}
