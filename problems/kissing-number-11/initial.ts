// EVOLVE-BLOCK-START
/** The squared norm of all vectors. */
const norm = 2;

/** The entries that vectors are made of. */
const entries = [-2, -1, 0, 1, 2];

/** Vectors are tried in ascending order of this value. */
function order(vector: number[]): number {
  let value = 0;
  for (let i = 0; i < vector.length; i++) value += Math.abs(vector[i]! - i / 4);
  return value;
}

/** All vectors with these entries and this norm. */
function vectors(dimensions: number): number[][] {
  let partial = [{ vector: [] as number[], square: 0 }];
  for (let i = 0; i < dimensions; i++) {
    partial = partial.flatMap(({ vector, square }) =>
      entries
        .map((entry) => ({ vector: [...vector, entry], square: square + entry * entry }))
        .filter((one) => one.square <= norm),
    );
  }
  return partial.filter(({ square }) => square === norm).map(({ vector }) => vector);
}

/** Takes one vector after another that keeps its distance from all taken ones. */
export function centres(dimensions: number): number[][] {
  const taken: number[][] = [];
  const tried = vectors(dimensions).map((vector) => ({ vector, place: order(vector) }));
  tried.sort((a, b) => a.place - b.place);
  for (const { vector } of tried) {
    const fits = taken.every((other) => {
      let product = 0;
      for (let i = 0; i < dimensions; i++) product += vector[i]! * other[i]!;
      return 2 * product <= norm;
    });
    if (fits) taken.push(vector);
  }
  return taken;
}
// EVOLVE-BLOCK-END
