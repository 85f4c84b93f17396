import { defineEvaluator, defineStage, type Evaluator, type ScoreResult } from 'germline';
import { checkUpperBound } from './kit/bound.ts';
import { judge, readMatrix, WrongEvidence } from './kit/evidence.ts';
import { toCommonUnit, toDouble } from './kit/exact.ts';
import { area, dot, light, line, picture, warm } from './kit/picture.ts';

/**
 * Heilbronn's problem in a triangle: points whose smallest triangle is as large as possible. Every triangle can be
 * mapped onto the one with the corners (0, 0), (1, 0), (0, 1), and areas keep their ratio, so points lie there, and the
 * score is the smallest area as a share of the whole triangle. It is exact, with one rounding at the end.
 */
export function heilbronnTriangle({ points }: { readonly points: number }): Evaluator {
  const placement = defineStage<number, unknown>({
    name: 'placement',
    inputs: [points],
    drive: (candidate, count) => candidate.place(count),
    score: ([evidence]) => judge(() => scorePoints(evidence, points)),
    picture: ([evidence]) => pointsPicture(evidence as number[][]),
    limits: { milliseconds: 1000, megabytes: 64, evidenceCharacters: 10_000 },
  });
  return defineEvaluator({
    name: `heilbronn-triangle-${points}`,
    interface: `export function place(n: number): number[][], which returns n points [u, v] with u >= 0, v >= 0, u + v <= 1; it is called with n = ${points}.`,
    stages: [placement],
  });
}

type Point = readonly [u: bigint, v: bigint];

function scorePoints(evidence: unknown, count: number): ScoreResult {
  const given = readMatrix(evidence, [count, 2], [0, 1], 'the list of points');
  const { units, exponent } = toCommonUnit(given.flat());
  const side = 1n << BigInt(-exponent);
  const points = given.map((_, index): Point => [units[2 * index]!, units[2 * index + 1]!]);
  for (const [index, [u, v]] of points.entries())
    if (u + v > side) throw new WrongEvidence(`point ${index} (${given[index]}) leaves the triangle`);
  const smallest = smallestTriangles(points, 5);
  const share = ({ area }: Triangle) => toDouble(area, 2 * exponent);
  const score = share(smallest[0]!);
  // A triangulation of `count` points that are not all on a line has at least count - 2 triangles.
  checkUpperBound(score, 1 / (count - 2), 'the triangles of a triangulation do not overlap');
  const corner = (index: number) => `${index} (${given[index]!.map((value) => value.toFixed(5)).join(', ')})`;
  const lines = smallest.map((one) => `${share(one).toFixed(8)}  ${one.corners.map(corner).join('  ')}`);
  return {
    score,
    feedback: `The smallest triangle has the corners ${smallest[0]!.corners.join(', ')} and the share ${score} of the area.`,
    artifacts: { 'the smallest triangles': lines.join('\n') },
  };
}

/** Points in the triangle, and their smallest triangle. */
function pointsPicture(points: readonly number[][]): string {
  const at = ([u, v]: readonly number[]) => [20 + 280 * (u! + 0.5 * v!), 260 - 242 * v!];
  const { units } = toCommonUnit(points.flat());
  const [smallest] = smallestTriangles(
    points.map((_, i): Point => [units[2 * i]!, units[2 * i + 1]!]),
    1,
  );
  const outer = [at([0, 0]), at([1, 0]), at([0, 1])];
  const sides = outer.map((corner, i) => line(corner, outer[(i + 1) % 3]!, light, 2));
  const corners = smallest!.corners.map((corner) => at(points[corner]!));
  return picture(320, 280, [...sides, area(corners, warm), ...points.map((point) => dot(at(point)))]);
}

interface Triangle {
  /** Doubled, in squared units: the share of the whole triangle, whose legs have the length 1. */
  readonly area: bigint;
  readonly corners: readonly number[];
}

/** The `count` smallest triangles, the smallest first. */
function smallestTriangles(points: readonly Point[], count: number): readonly Triangle[] {
  const triangles: Triangle[] = [];
  for (let i = 0; i < points.length; i++)
    for (let j = 0; j < i; j++)
      for (let k = 0; k < j; k++)
        triangles.push({ area: doubledArea(points[i]!, points[j]!, points[k]!), corners: [k, j, i] });
  return triangles.sort((a, b) => (a.area < b.area ? -1 : a.area > b.area ? 1 : 0)).slice(0, count);
}

function doubledArea([a, b]: Point, [c, d]: Point, [e, f]: Point): bigint {
  const signed = (c - a) * (f - b) - (e - a) * (d - b);
  return signed < 0n ? -signed : signed;
}
