import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { checkLowerBound } from './kit/bound.ts';
import { judge, readAtMost, readWholes, WrongEvidence } from './kit/evidence.ts';
import { dot, ink, light, line, picture } from './kit/picture.ts';

type Comparator = readonly [low: number, high: number];

/**
 * Proven least numbers of comparators for 1 to 12 inputs (Codish, Cruz-Filipe, Frank and Schneider-Kamp, 2014 and 2016,
 * up to 10; Harder, 2022, for 11 and 12). Beyond 12, each input needs at least ceil(log2 n) more (Van Voorhis, 1972).
 */
function proven(inputs: number): number {
  const known = [0, 0, 1, 3, 5, 9, 12, 16, 19, 25, 29, 35, 39];
  return known[inputs] ?? proven(inputs - 1) + (32 - Math.clz32(inputs - 1));
}

/**
 * Sorting networks for several numbers of inputs. By the 0-1 principle a network sorts everything if it sorts all 2^n
 * inputs of zeros and ones; all of them are tried, 32 at once.
 *
 * Score (lower is better): the sum of comparators. A network that fails counts as the n (n - 1) / 2 comparators of bubble sort,
 * plus the share of inputs that it leaves unsorted, so that near misses are graded and never pay.
 */
export function sortingNetworks({ from, to }: { readonly from: number; readonly to: number }): Evaluator {
  if (from < 5 || to > 16) throw new RangeError('sortingNetworks supports 5 to 16 inputs');
  const sizes = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const networks = defineStage<number, unknown>({
    name: 'networks',
    inputs: sizes,
    drive: (candidate, n) => candidate.network(n),
    score: (evidence) => judge(() => scoreNetworks(evidence, sizes)),
    picture: (evidence) => networkPicture(evidence.at(-1) as number[][], to),
    limits: { milliseconds: 500, megabytes: 64, evidenceCharacters: 50_000 },
  });
  return defineEvaluator({
    name: `sorting-networks-${from}-${to}`,
    interface: `export function network(n: number): number[][], which returns comparators [i, j] with 0 <= i < j < n in their order; each puts the smaller of two values at i and the larger at j. It is called for n = ${from} to ${to}.`,
    stages: [networks],
  });
}

function scoreNetworks(evidence: readonly unknown[], sizes: readonly number[]): ScoreResult {
  const results = sizes.map((n, index) => {
    const comparators = readNetwork(evidence[index], n);
    const unsorted = countUnsorted(comparators, n);
    if (unsorted === 0) checkLowerBound(comparators.length, proven(n), `fewest comparators for ${n} inputs`);
    return { n, unsorted, comparators: comparators.length, cost: costOf(comparators.length, unsorted, n) };
  });
  const texts = results.map(({ n, unsorted, comparators }) =>
    unsorted === 0 ? `${n} inputs: ${comparators}` : `${n} inputs: ${unsorted} of ${2 ** n} unsorted`,
  );
  return {
    score: results.reduce((sum, { cost }) => sum + cost, 0),
    metrics: {
      comparators: results.reduce((sum, { comparators }) => sum + comparators, 0),
      failing: results.filter(({ unsorted }) => unsorted > 0).length,
    },
    feedback: `Comparators for ${texts.join(', ')}.`,
  };
}

/** Wires from left to right with comparators between them; comparators that share no wire may stand in one column. */
function networkPicture(network: readonly number[][], wires: number): string {
  const at = (wire: number) => 20 + 22 * wire;
  let [x, busy] = [10, new Set<number>()];
  const comparators = network.flatMap(([low, high]) => {
    const span = Array.from({ length: high! - low! + 1 }, (_, i) => low! + i);
    if (span.some((wire) => busy.has(wire))) [x, busy] = [x + 16, new Set()];
    for (const wire of span) busy.add(wire);
    return [line([x, at(low!)], [x, at(high!)], ink, 2), dot([x, at(low!)]), dot([x, at(high!)])];
  });
  const lines = Array.from({ length: wires }, (_, wire) => line([0, at(wire)], [x + 10, at(wire)], light));
  return picture(x + 10, at(wires - 1) + 20, [...lines, ...comparators]);
}

const costOf = (comparators: number, unsorted: number, n: number) =>
  unsorted === 0 ? comparators : (n * (n - 1)) / 2 + unsorted / 2 ** n;

function readNetwork(evidence: unknown, n: number): readonly Comparator[] {
  const what = `the network for ${n} inputs`;
  return readAtMost(evidence, n * n, what).map((item, index) => {
    const [low, high] = readWholes(item, 2, [0, n - 1], `comparator ${index} of ${what}`) as Comparator;
    if (low < high) return [low, high];
    throw new WrongEvidence(`comparator ${index} of ${what} is [${low}, ${high}], not a low and a higher wire`);
  });
}

/** Number of the 2^n inputs of zeros and ones that come out unsorted (n >= 5). */
function countUnsorted(comparators: readonly Comparator[], n: number): number {
  // Bit b of word w of wire i is the value of wire i in input 32 w + b.
  const wires = Array.from({ length: n }, (_, wire) => allInputs(wire, 2 ** n / 32));
  for (const [low, high] of comparators) {
    const [a, b] = [wires[low]!, wires[high]!];
    for (let word = 0; word < a.length; word++) {
      const [x, y] = [a[word]!, b[word]!];
      a[word] = x & y;
      b[word] = x | y;
    }
  }
  let unsorted = 0;
  for (let word = 0; word < 2 ** n / 32; word++) {
    let wrong = 0;
    for (let wire = 1; wire < n; wire++) wrong |= wires[wire - 1]![word]! & ~wires[wire]![word]!;
    for (; wrong !== 0; wrong &= wrong - 1) unsorted++;
  }
  return unsorted;
}

/** Bit `wire` of the numbers from 0 to 32 * words - 1. */
function allInputs(wire: number, words: number): Int32Array {
  const within = [0xaaaaaaaa, 0xcccccccc, 0xf0f0f0f0, 0xff00ff00, 0xffff0000];
  return Int32Array.from({ length: words }, (_, word) => within[wire] ?? ((word >> (wire - 5)) & 1 ? -1 : 0));
}
