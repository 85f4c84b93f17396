// EVOLVE-BLOCK-START
export function value(): number {
  return 0;
}
// EVOLVE-BLOCK-END
