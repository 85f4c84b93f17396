// EVOLVE-BLOCK-START
/** Points on a spiral, like the seeds of a sunflower. */
function spiral(n: number): number[][] {
  const turn = 2.4;
  return Array.from({ length: n }, (_, i) => {
    const distance = Math.sqrt(i + 0.5);
    return [distance * Math.cos(turn * i), distance * Math.sin(turn * i)];
  });
}

/** The square of the ratio of the greatest to the least distance. */
function ratio(points: number[][]): number {
  let [least, greatest] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let axis = 0; axis < points[i]!.length; axis++) square += (points[i]![axis]! - points[j]![axis]!) ** 2;
      least = Math.min(least, square);
      greatest = Math.max(greatest, square);
    }
  }
  return greatest / least;
}

/** n points, moved one at a time as long as the ratio does not grow. */
export function place(n: number): number[][] {
  const points = spiral(n);
  let state = 5;
  const random = () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
  const step = 0.05;
  let best = ratio(points);
  for (let round = 0; round < 500; round++) {
    const i = Math.floor(n * random());
    const before = points[i]!;
    points[i] = before.map((value) => value + step * (random() - 0.5));
    const now = ratio(points);
    if (now <= best) best = now;
    else points[i] = before;
  }
  return points;
}
// EVOLVE-BLOCK-END
