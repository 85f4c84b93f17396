// Only the code between the two markers may change.

// EVOLVE-BLOCK-START
export function cost(job: number, load: number, speed: number): number {
  return load + job - speed;
}
// EVOLVE-BLOCK-END
