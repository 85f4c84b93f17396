// Only the code between the two markers may change.

// EVOLVE-BLOCK-START
export function place(count: number): number[][] {
  const points = [];
  for (let i = 0; i < count; i++) {
    const radius = 0.4 * Math.sqrt((i + 0.5) / count);
    const angle = 2 * i;
    points.push([0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)]);
  }
  return points;
}
// EVOLVE-BLOCK-END
