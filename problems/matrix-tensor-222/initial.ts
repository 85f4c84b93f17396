// EVOLVE-BLOCK-START
type Term = [left: number[], right: number[], result: number[]];

/** The usual method: one product for every pair of entries that meet. */
function usual(rows: number, inner: number, columns: number): Term[] {
  const unit = (length: number, place: number) => Array.from({ length }, (_, i) => (i === place ? 1 : 0));
  const terms: Term[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < inner; j++) {
      for (let k = 0; k < columns; k++) {
        const left = unit(rows * inner, i * inner + j);
        const right = unit(inner * columns, j * columns + k);
        terms.push([left, right, unit(rows * columns, i * columns + k)]);
      }
    }
  }
  return terms;
}

const same = (a: number[], b: number[], sign: number) => {
  for (let i = 0; i < a.length; i++) if (a[i] !== sign * b[i]!) return false;
  return true;
};
const added = (a: number[], b: number[], sign: number) => a.map((value, i) => value + sign * b[i]!);
const isZero = (a: number[]) => a.every((value) => value === 0);
const isSmall = (a: number[]) => a.every((value) => Math.abs(value) <= 1);

/**
 * Rewrites two terms that share a factor as two others with the same sum: x y z + x v w = x (y + v) z + x v (w - z).
 * A term that becomes zero is dropped.
 */
function flip(terms: Term[], first: number, second: number, common: number, changed: number, sign: number): Term[] {
  const [p, q] = [terms[first]!, terms[second]!];
  const other = 3 - common - changed;
  const turn = same(p[common]!, q[common]!, 1) ? 1 : -1;
  const sum = added(p[changed]!, q[changed]!, sign);
  const difference = added(q[other]!, p[other]!, -turn * sign);
  if (!isSmall(sum) || !isSmall(difference)) return terms;
  p[changed] = sum;
  q[other] = difference;
  return isZero(sum) || isZero(difference) ? terms.filter((term) => !term.some(isZero)) : terms;
}

/** The next term that shares a factor with the first one, up to its sign; the first one if there is none. */
function partner(terms: Term[], first: number, common: number): number {
  const factor = terms[first]![common]!;
  for (let i = 1; i < terms.length; i++) {
    const second = (first + i) % terms.length;
    const other = terms[second]![common]!;
    if (same(factor, other, 1) || same(factor, other, -1)) return second;
  }
  return first;
}

/** Terms [left, right, result] whose sum is the multiplication tensor: the usual ones, flipped at random. */
export function decompose(rows: number, inner: number, columns: number): number[][][] {
  const tries = 2000;
  let terms = usual(rows, inner, columns);
  let state = 1;
  const random = (below: number) => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return Math.floor((below * state) / 4294967296);
  };
  for (let i = 0; i < tries; i++) {
    const first = random(terms.length);
    const common = random(3);
    const changed = (common + 1 + random(2)) % 3;
    const sign = 2 * random(2) - 1;
    const second = partner(terms, first, common);
    if (second !== first) terms = flip(terms, first, second, common, changed, sign);
  }
  return terms;
}
// EVOLVE-BLOCK-END
