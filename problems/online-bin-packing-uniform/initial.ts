// EVOLVE-BLOCK-START
/** Best fit: the less room left afterwards, the better. */
export function priority(item: number, room: number, capacity: number): number {
  const left = room - item;
  return capacity - left;
}
// EVOLVE-BLOCK-END
