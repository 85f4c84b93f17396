// EVOLVE-BLOCK-START
type Point = [u: number, v: number];

/** Points on a circle inside the triangle. */
function circle(n: number): Point[] {
  const radius = 0.25;
  return Array.from({ length: n }, (_, i) => [
    0.3 + radius * Math.cos((2 * Math.PI * i) / n),
    0.3 + radius * Math.sin((2 * Math.PI * i) / n),
  ]);
}

/** The smallest share among the triangles that have point i as a corner. */
function smallestAt(points: Point[], i: number): number {
  const [a, b] = points[i]!;
  let smallest = 1;
  for (let j = 0; j < points.length; j++) {
    for (let k = 0; k < j; k++) {
      if (j === i || k === i) continue;
      const [c, d] = points[j]!;
      const [e, f] = points[k]!;
      smallest = Math.min(smallest, Math.abs((c - a) * (f - b) - (e - a) * (d - b)));
    }
  }
  return smallest;
}

/** The point, or the nearest one on its way to the origin that is inside. */
function inside(u: number, v: number): Point {
  const [x, y] = [Math.max(0, u), Math.max(0, v)];
  const shrink = Math.min(1, (1 - 1e-15) / (x + y));
  return [x * shrink, y * shrink];
}

/** n points, moved one at a time wherever that enlarges the smallest triangle at the point. */
export function place(n: number): number[][] {
  const points = circle(n);
  let state = 7;
  const random = () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
  const step = 0.02;
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < n; i++) {
      const before = points[i]!;
      const share = smallestAt(points, i);
      points[i] = inside(before[0] + step * (random() - 0.5), before[1] + step * (random() - 0.5));
      if (smallestAt(points, i) < share) points[i] = before;
    }
  }
  return points;
}
// EVOLVE-BLOCK-END
