type Term = [left: number[], right: number[], result: number[]];

/** The usual method: one product for every pair of entries that meet. */
function usual(rows: number, inner: number, columns: number): Term[] {
  const unit = (length: number, place: number) => Array.from({ length }, (_, i) => (i === place ? 1 : 0));
  const terms: Term[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < inner; j++) {
      for (let k = 0; k < columns; k++) {
        const left = unit(rows * inner, i * inner + j);
        const right = unit(inner * columns, j * columns + k);
        terms.push([left, right, unit(rows * columns, i * columns + k)]);
      }
    }
  }
  return terms;
}

/** Strassen's seven products of 2 x 2 matrices (1969). */
const strassen: Term[] = [
  [
    [1, 0, 0, 1],
    [1, 0, 0, 1],
    [1, 0, 0, 1],
  ],
  [
    [0, 0, 1, 1],
    [1, 0, 0, 0],
    [0, 0, 1, -1],
  ],
  [
    [1, 0, 0, 0],
    [0, 1, 0, -1],
    [0, 1, 0, 1],
  ],
  [
    [0, 0, 0, 1],
    [-1, 0, 1, 0],
    [1, 0, 1, 0],
  ],
  [
    [1, 1, 0, 0],
    [0, 0, 0, 1],
    [-1, 1, 0, 0],
  ],
  [
    [-1, 0, 1, 0],
    [1, 1, 0, 0],
    [0, 0, 0, 1],
  ],
  [
    [0, 1, 0, -1],
    [0, 0, 1, 1],
    [1, 0, 0, 0],
  ],
];

/** A matrix of 2 x 2 blocks: each is the block times the weight of its place. */
function blocks(weights: number[], block: number[], rows: number, columns: number): number[] {
  return Array.from({ length: 4 * rows * columns }, (_, place) => {
    const [row, column] = [Math.floor(place / (2 * columns)), place % (2 * columns)];
    const weight = weights[2 * Math.floor(row / rows) + Math.floor(column / columns)]!;
    return weight * block[(row % rows) * columns + (column % columns)]!;
  });
}

/** A matrix of zeros except for a part, whose first entry is at (row, column). */
function within(
  part: number[],
  partColumns: number,
  rows: number,
  columns: number,
  row: number,
  column: number,
): number[] {
  const whole = new Array<number>(rows * columns).fill(0);
  for (let i = 0; i < part.length; i++) {
    whole[(row + Math.floor(i / partColumns)) * columns + column + (i % partColumns)] = part[i]!;
  }
  return whole;
}

// EVOLVE-BLOCK-START
/** Multiplies by the last column of the right matrix separately. */
function lastApart(rows: number, inner: number, columns: number): Term[] {
  const terms: Term[] = [];
  for (const [start, width] of [
    [0, columns - 1],
    [columns - 1, 1],
  ] as const) {
    for (const [left, right, result] of product(rows, inner, width)) {
      const [wide, long] = [
        within(right, width, inner, columns, 0, start),
        within(result, width, rows, columns, 0, start),
      ];
      terms.push([left, wide, long]);
    }
  }
  return terms;
}

/** Halves the matrices by Strassen's method as long as they are large enough; the rest is multiplied as usual. */
function product(rows: number, inner: number, columns: number): Term[] {
  const smallest = 3;
  if (rows % 2 === 1 || inner % 2 === 1 || Math.min(rows, inner, columns) < smallest)
    return usual(rows, inner, columns);
  if (columns % 2 === 1) return lastApart(rows, inner, columns);
  const [r, m, c] = [rows / 2, inner / 2, columns / 2];
  return strassen.flatMap(([left, right, result]) =>
    product(r, m, c).map(([a, b, d]): Term => [blocks(left, a, r, m), blocks(right, b, m, c), blocks(result, d, r, c)]),
  );
}

/** Terms [left, right, result] whose sum is the multiplication tensor. */
export function decompose(rows: number, inner: number, columns: number): number[][][] {
  return product(rows, inner, columns);
}
// EVOLVE-BLOCK-END
