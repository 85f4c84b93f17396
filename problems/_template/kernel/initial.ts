// Only the code between the two markers may change.

// EVOLVE-BLOCK-START
export function locate(sorted: Float64Array, wanted: Float64Array, places: Int32Array): void {
  for (let w = 0; w < wanted.length; w++) {
    let place = 0;
    for (let i = 0; i < sorted.length; i++) {
      if (sorted[i]! < wanted[w]!) place = i + 1;
    }
    places[w] = place;
  }
}
// EVOLVE-BLOCK-END
