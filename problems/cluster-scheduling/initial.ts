// EVOLVE-BLOCK-START
/** Best fit: the less is left free on the machine, as shares of what it has, the better. */
export function priority(
  cpu: number,
  memory: number,
  freeCpu: number,
  freeMemory: number,
  allCpu: number,
  allMemory: number,
): number {
  const leftCpu = (freeCpu - cpu) / allCpu;
  const leftMemory = (freeMemory - memory) / allMemory;
  return -(leftCpu + leftMemory);
}
// EVOLVE-BLOCK-END
