// EVOLVE-BLOCK-START
/** Centres on a spiral, pushed apart until they keep their distance. */
function centres(n: number): number[][] {
  const spread = 0.5;
  const turn = 2.4;
  const reach = 0.2;
  const points: number[][] = [];
  for (let i = 0; i < n; i++) {
    const distance = spread * Math.sqrt((i + 0.5) / n);
    points.push([0.5 + distance * Math.cos(i * turn), 0.5 + distance * Math.sin(i * turn)]);
  }
  for (let step = 0; step < 60; step++) {
    for (let i = 0; i < n; i++) {
      let [x, y] = points[i]!;
      for (let j = 0; j < n; j++) {
        const dx = x! - points[j]![0]!;
        const dy = y! - points[j]![1]!;
        const distance = Math.sqrt(dx * dx + dy * dy);
        if (distance > 0 && distance < reach) {
          const push = (0.1 * (reach - distance)) / distance;
          x = x! + push * dx;
          y = y! + push * dy;
        }
      }
      const margin = 0.5 * reach;
      points[i] = [Math.min(1 - margin, Math.max(margin, x!)), Math.min(1 - margin, Math.max(margin, y!))];
    }
  }
  return points;
}

/** Radii that touch a wall or a neighbour, for any centres. */
function radii(points: number[][]): number[] {
  const n = points.length;
  const room = (i: number, taken: (j: number) => number) => {
    const [x, y] = points[i]!;
    let least = Math.min(x!, y!, 1 - x!, 1 - y!);
    for (let j = 0; j < n; j++) {
      if (j !== i) least = Math.min(least, taken(j) + Math.hypot(x! - points[j]![0]!, y! - points[j]![1]!));
    }
    return Math.max(0, least);
  };
  const half = points.map((_, i) => {
    const [x, y] = points[i]!;
    let least = Math.min(x!, y!, 1 - x!, 1 - y!);
    for (let j = 0; j < n; j++) {
      if (j !== i) least = Math.min(least, 0.5 * Math.hypot(x! - points[j]![0]!, y! - points[j]![1]!));
    }
    return Math.max(0, least);
  });
  for (let i = 0; i < n; i++) half[i] = room(i, (j) => -half[j]!);
  return half;
}

/** n circles in the unit square, as [x, y, radius]. */
export function pack(n: number): number[][] {
  const points = centres(n);
  const sizes = radii(points);
  // A little smaller, so that rounding never makes them overlap.
  return points.map(([x, y], i) => [x!, y!, sizes[i]! * (1 - 1e-12)]);
}
// EVOLVE-BLOCK-END
