// EVOLVE-BLOCK-START
/** Numbers between 0 and 1, the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

/** Circles [x, y, radius] grow under a fading pressure, while walls and neighbours push back where they overlap. */
function relax(circles: number[][], steps: number): void {
  for (let step = 0; step < steps; step++) {
    const pressure = 0.25 * 0.01 ** (step / steps);
    const moves = circles.map(([x, y, r]) => {
      const left = Math.max(0, r! - x!);
      const right = Math.max(0, r! + x! - 1);
      const below = Math.max(0, r! - y!);
      const above = Math.max(0, r! + y! - 1);
      return [left - right, below - above, pressure - left - right - below - above];
    });
    for (let i = 0; i < circles.length; i++) {
      for (let j = 0; j < i; j++) {
        const dx = circles[i]![0]! - circles[j]![0]!;
        const dy = circles[i]![1]! - circles[j]![1]!;
        const distance = Math.sqrt(dx * dx + dy * dy) + 1e-9;
        const overlap = circles[i]![2]! + circles[j]![2]! - distance;
        if (overlap > 0) {
          const push = overlap / distance;
          moves[i]![0]! += push * dx;
          moves[i]![1]! += push * dy;
          moves[i]![2]! -= overlap;
          moves[j]![0]! -= push * dx;
          moves[j]![1]! -= push * dy;
          moves[j]![2]! -= overlap;
        }
      }
    }
    for (let i = 0; i < circles.length; i++) {
      circles[i]![0]! += 0.3 * moves[i]![0]!;
      circles[i]![1]! += 0.3 * moves[i]![1]!;
      circles[i]![2]! += 0.1 * moves[i]![2]!;
    }
  }
}

/** Each circle in turn takes the room that the walls and the other circles leave. */
function inflate(circles: number[][]): void {
  for (let i = 0; i < circles.length; i++) {
    const [x, y] = circles[i]!;
    let room = Math.min(x!, y!, 1 - x!, 1 - y!);
    for (let j = 0; j < circles.length; j++) {
      const [u, v, radius] = circles[j]!;
      if (j !== i) room = Math.min(room, Math.hypot(x! - u!, y! - v!) - radius!);
    }
    circles[i]![2] = Math.max(0, room);
  }
}

/** n circles in the unit square, as [x, y, radius]. */
export function pack(n: number): number[][] {
  const random = randomNumbers(7);
  const circles = Array.from({ length: n }, () => [random(), random(), 0.05]);
  relax(circles, 600);
  inflate(circles);
  // A little smaller, so that rounding never makes them overlap.
  return circles.map(([x, y, radius]) => [x!, y!, radius! * (1 - 1e-12)]);
}
// EVOLVE-BLOCK-END
