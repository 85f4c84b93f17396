import { defineEvaluator, defineProblem, defineStage, type ScoreResult } from 'germline';
import { checkUpperBound } from 'germline/kit/bound';
import { judge, readMatrix } from 'germline/kit/evidence';
import { toCommonUnit, toDouble } from 'germline/kit/exact';

/** Number of points; fixed here, whatever a candidate returns. */
const count = 10;

const placed = defineStage<number, unknown>({
  name: 'placed',
  inputs: [count],
  // Runs inside the sandbox, as text: it may use its two arguments and the language, but nothing else of this file.
  drive: (candidate, points) => candidate.place(points),
  // Runs outside. The evidence may be of any shape: the reader fixes lengths and ranges, `judge` returns its refusal.
  score: ([evidence]) => judge(() => scorePoints(readMatrix(evidence, [count, 2], [0, 1], 'the list of points'))),
  limits: { milliseconds: 500, megabytes: 64, evidenceCharacters: 10_000 },
});

/** The smallest distance. It is found exactly, as candidates would exploit a tolerance. */
function scorePoints(points: readonly (readonly number[])[]): ScoreResult {
  const { units, exponent } = toCommonUnit(points.flat());
  let nearest = { square: 2n << BigInt(-2 * exponent), pair: [0, 0] };
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      const [x, y] = [units[2 * i]! - units[2 * j]!, units[2 * i + 1]! - units[2 * j + 1]!];
      const square = x * x + y * y;
      if (square < nearest.square) nearest = { square, pair: [j, i] };
    }
  const score = Math.sqrt(toDouble(nearest.square, 2 * exponent));
  checkUpperBound(score, 0.4212796, 'de Groot, Peikert and Würtz, 1990'); // a score beyond a proven bound is a bug of the evaluator
  return { score, feedback: `Points ${nearest.pair.join(' and ')} are nearest, ${score} apart.` };
}

export default defineProblem({
  name: 'PROBLEM-NAME',
  statement: `
Place ${count} points in the unit square so that the smallest distance between two of them is as large as possible.
`,
  evaluator: defineEvaluator({
    name: 'PROBLEM-NAME',
    interface: `export function place(count: number): number[][], which returns \`count\` points [x, y] with coordinates from 0 to 1; it is called with ${count}.`,
    stages: [placed],
  }),
  knownBest: { score: 0.421279543983903, source: 'de Groot, Peikert and Würtz, 1990; proven' },
});
