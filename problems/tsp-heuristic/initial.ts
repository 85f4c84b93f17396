// EVOLVE-BLOCK-START
/** How good it is to go from a city to one not visited yet: the nearer, the better. */
function wanted(from: number[], to: number[], start: number[]): number {
  const far = Math.hypot(from[0]! - to[0]!, from[1]! - to[1]!);
  const back = Math.hypot(start[0]! - to[0]!, start[1]! - to[1]!);
  return -far + 0 * back;
}

/** Visits one city after another. */
function greedy(cities: number[][]): number[] {
  const order = [0];
  const left = cities.map((_, i) => i).slice(1);
  while (left.length > 0) {
    const from = cities[order[order.length - 1]!]!;
    let best = 0;
    for (let i = 1; i < left.length; i++) {
      const now = wanted(from, cities[left[i]!]!, cities[0]!);
      if (now > wanted(from, cities[left[best]!]!, cities[0]!)) best = i;
    }
    order.push(left[best]!);
    left.splice(best, 1);
  }
  return order;
}

/** Reverses parts of the tour, a few cities long, if that makes it shorter. */
function untangled(order: number[], cities: number[][]): number[] {
  const width = 3;
  const rounds = 1;
  const far = (a: number, b: number) => Math.hypot(cities[a]![0]! - cities[b]![0]!, cities[a]![1]! - cities[b]![1]!);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i + 1 < order.length; i++) {
      for (let j = i + 2; j + 1 < order.length && j < i + width; j++) {
        const [a, b, c, d] = [order[i]!, order[i + 1]!, order[j]!, order[j + 1]!];
        if (far(a, c) + far(b, d) >= far(a, b) + far(c, d)) continue;
        const part = order.slice(i + 1, j + 1).reverse();
        order.splice(i + 1, part.length, ...part);
      }
    }
  }
  return order;
}

/** The order in which a closed tour visits all cities. */
export function tour(cities: number[][]): number[] {
  return untangled(greedy(cities), cities);
}
// EVOLVE-BLOCK-END
