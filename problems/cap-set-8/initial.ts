// EVOLVE-BLOCK-START
/** How much a vector of n numbers 0, 1, 2 is wanted in the set: here, the more it is like those with few zeros. */
export function priority(vector: number[], n: number): number {
  let zeros = 0;
  for (let i = 0; i < n; i++) {
    if (vector[i] === 0) zeros += 1;
  }
  return -Math.abs(zeros - n / 4);
}
// EVOLVE-BLOCK-END
