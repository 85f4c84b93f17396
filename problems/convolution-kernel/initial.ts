// EVOLVE-BLOCK-START
/** Writes the sums of image[i + u, j + v] * filter[u, v] into result; everything is stored row by row. */
export function convolve(
  image: Float64Array,
  filter: Float64Array,
  result: Float64Array,
  height: number,
  width: number,
  side: number,
): void {
  const rows = height - side + 1;
  const columns = width - side + 1;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let u = 0; u < side; u++) {
        for (let v = 0; v < side; v++) {
          sum += image[(i + u) * width + j + v]! * filter[u * side + v]!;
        }
      }
      result[i * columns + j] = sum;
    }
  }
}
// EVOLVE-BLOCK-END
