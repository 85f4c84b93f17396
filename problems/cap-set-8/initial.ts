// EVOLVE-BLOCK-START
/** The priority of a vector of n numbers 0, 1, 2: the highest for vectors with a quarter of zeros. */
export function priority(vector: number[], n: number): number {
  let zeros = 0;
  for (let i = 0; i < n; i++) {
    if (vector[i] === 0) zeros += 1;
  }
  return -Math.abs(zeros - n / 4);
}
// EVOLVE-BLOCK-END
