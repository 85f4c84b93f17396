// Only what stands between the two markers may change.

// EVOLVE-BLOCK-START
export function approximate(x: number): number {
  return 1 + x;
}
// EVOLVE-BLOCK-END
