// Only the code between the two markers may change.

// EVOLVE-BLOCK-START
export function approximate(x: number): number {
  return x / (0.5 + x);
}
// EVOLVE-BLOCK-END
