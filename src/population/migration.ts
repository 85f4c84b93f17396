export const topologies = ['ring', 'full', 'none'] as const;

/** Which islands receive an island's migrants: its neighbour on a ring, all others, or none. */
export type Topology = (typeof topologies)[number];

/** Pairs of islands (from, to) in a fixed order. */
export function migrationRoutes(topology: Topology, islands: number): readonly (readonly [number, number])[] {
  const all = Array.from({ length: islands }, (_, index) => index);
  if (topology === 'none' || islands < 2) return [];
  if (topology === 'ring') return all.map((from) => [from, (from + 1) % islands] as const);
  return all.flatMap((from) => all.filter((to) => to !== from).map((to) => [from, to] as const));
}
