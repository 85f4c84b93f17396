// EVOLVE-BLOCK-START
/** Writes the product of a (rows x inner) and b (inner x columns) into c, all stored row by row. */
export function multiply(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        sum += a[i * inner + k]! * b[k * columns + j]!;
      }
      c[i * columns + j] = sum;
    }
  }
}
// EVOLVE-BLOCK-END
