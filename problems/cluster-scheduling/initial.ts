// EVOLVE-BLOCK-START
/** Best fit: the smaller the share of the machine that stays free, the better. */
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
