type Comparator = [low: number, high: number];

// EVOLVE-BLOCK-START
/** The beginning of a network for n inputs; missing comparators are added below. */
function beginning(n: number): Comparator[] {
  const network: Comparator[] = [];
  let gap = 8;
  while (gap > 1) {
    for (let i = 0; i + gap < n; i++) {
      if (i % (2 * gap) < gap) network.push([i, i + gap]);
    }
    gap = Math.floor(gap / 4);
  }
  return network;
}
// EVOLVE-BLOCK-END

/** Every input of zeros and ones, 32 in a word: bit b of word w of wire i is bit i of the number 32 w + b. */
function allInputs(n: number): Int32Array[] {
  const within = [0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000];
  const words = Math.max(1, 2 ** n / 32);
  return Array.from({ length: n }, (_, wire) =>
    Int32Array.from({ length: words }, (_, word) => within[wire] ?? ((word >> (wire - 5)) & 1 ? -1 : 0)),
  );
}

/** Applies a comparator to all inputs; returns whether it exchanged anything. */
function exchange(wires: Int32Array[], [low, high]: Comparator): boolean {
  const [a, b] = [wires[low]!, wires[high]!];
  let exchanged = 0;
  for (let word = 0; word < a.length; word++) {
    const [x, y] = [a[word]!, b[word]!];
    exchanged |= x & ~y;
    a[word] = x & y;
    b[word] = x | y;
  }
  return exchanged !== 0;
}

/** The beginning and then a bubble sort, without comparators that exchange nothing on any input. */
export function network(n: number): number[][] {
  const bubble = Array.from({ length: n - 1 }, (_, round) =>
    Array.from({ length: n - 1 - round }, (_, i): Comparator => [i, i + 1]),
  );
  const wires = allInputs(n);
  const isFit = ([low, high]: Comparator) => low >= 0 && low < high && high < n;
  return [
    ...beginning(n)
      .filter(isFit)
      .slice(0, n * n),
    ...bubble.flat(),
  ].filter((one) => exchange(wires, one));
}
